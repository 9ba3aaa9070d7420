// Bringing whole frames to the ranks that want them.
#include "drivers/score/data/frame_bank.hpp"

#include <algorithm>

#include "engine/population/records.hpp"

namespace starling::score {

// A block of a batch is a block of a network's rows.
static_assert(block_particles == learning::particles_per_block);

namespace {

/// Frames of each density on which filters are orthonormal.
constexpr std::int64_t sampled_frames = 8;

/// Which ranks want which frames: by rank, ascending.
std::vector<std::vector<std::int64_t>> all_wishes(const Communicator& group, const std::vector<std::int64_t>& wanted) {
  return group.exchange(std::vector<std::vector<std::int64_t>>(static_cast<std::size_t>(group.size()), wanted));
}

/// A whole frame as a member's state on one rank, from its parts by rank.
template <int D>
MemberState joined_state(const active::Model<D>& model, const std::vector<std::vector<double>>& parts) {
  MemberState state;
  state.shared = {{"start_digest", 0}};
  state.columns = columns_of(model, parts);
  return state;
}

}  // namespace

template <int D>
FrameBank<D>::FrameBank(const Deck& deck, const active::ScorePhysics& physics, const Smoothing& smoothing, BankUse use)
    : frames_each_(use == BankUse::learning ? deck.frames : deck.held_out_frames),
      physics_(physics),
      smoothing_(smoothing),
      use_(use),
      denoises_(deck.loss == Loss::denoising),
      network_(deck.network->settings),
      alone_(MPI_COMM_SELF),
      model_(active::make_model<D>(deck.system)) {
  for (std::int64_t density = 0; density < deck.densities(); ++density) {
    systems_.push_back(deck.system_at(density));
    systems_.back().sort_storage = false;
  }
  range_ = deck.network->settings.edge_range * model_.diameter;
}

template <int D>
void FrameBank<D>::add(std::int64_t frame, const MemberState& state) {
  frames_.emplace(frame, smoothed(state, frame, 1.0));
  if (use_ == BankUse::learning) {
    if (denoises_) mirrored_.emplace(frame, smoothed(state, frame, -1.0));
  } else if (smoothing_.changes_anything()) {
    const std::int64_t particles = model_.particles;
    const DeviceArray<double> none("no score", (D + 1) * particles);
    clean_.emplace(frame, active::score_moments<D>(
                              alone_, particles, particles, look_at(frame, state).features.configuration().physics,
                              physics_, active::Block::drive, {none.data(), none.data() + D * particles, particles}));
  }
}

template <int D>
void FrameBank<D>::weigh(const std::vector<double>& weights) {
  for (Frames* frames : {&frames_, &mirrored_}) {
    for (auto& [frame, of] : *frames) of.weight = weights[density_of(frame)];
  }
}

template <int D>
void FrameBank<D>::take_out_noise(std::int64_t frame, active::ScoreMoments& moments) const {
  const auto found = clean_.find(frame);
  if (found == clean_.end()) return;
  const active::ScoreMoments& clean = found->second;
  moments.drive_squared = clean.drive_squared;
  moments.drive_dot_force = clean.drive_dot_force;
  moments.force_squared = clean.force_squared;
  moments.force_divergence = clean.force_divergence;
  moments.stiffness_squared = clean.stiffness_squared;
}

template <int D>
void FrameBank<D>::smooth(MemberState& state, std::int64_t frame, double sign) const {
  if (!smoothing_.changes_anything()) return;
  smoothing_.add(state, frame, sign, active::box_edges(system_of(frame)).data());
}

template <int D>
BankFrame<D> FrameBank<D>::smoothed(MemberState state, std::int64_t frame, double sign) const {
  BankFrame<D> out;
  smooth(state, frame, sign);
  out.features = features_of(frame, state);
  if (use_ == BankUse::judging) out.images = column_named(state.columns, "image").values;
  if (denoises_ && use_ == BankUse::learning) {
    out.targets = to_device<double>("targets", smoothing_.targets(frame, sign, model_.particles, D));
  }
  return out;
}

template <int D>
SampledFrame<D> FrameBank<D>::look_at(std::int64_t frame, const MemberState& state) const {
  SampledFrame<D> seen;
  seen.simulation = std::make_unique<active::Simulation<D>>(alone_, system_of(frame), 0, &state);
  seen.simulation->rebuild(0, seen.simulation->neighbourhood().needs_lists() ? range_ : 0.0);
  seen.simulation->compute_forces();
  seen.features.compute(*seen.simulation, physics_, range_);
  return seen;
}

template <int D>
active::ScoreFeatures<D> FrameBank<D>::features_of(std::int64_t frame, const MemberState& state) const {
  SampledFrame<D> seen = look_at(frame, state);
  if (network_.has_filters()) {
    seen.features.compute_filters(*seen.simulation, physics_, {filters_, static_cast<int>(network_.probes)});
  }
  seen.features.keep(*seen.simulation);
  return seen.features;
}

template <int D>
void FrameBank<D>::find_filters(const Communicator& group, const RowHistory& frames) {
  if (!network_.has_filters()) return;
  const std::int64_t each = std::min(sampled_frames, frames_each_);
  const std::int64_t all = each * static_cast<std::int64_t>(systems_.size());
  std::vector<std::int64_t> wanted;
  for (std::int64_t k = group.rank(); k < all; k += group.size()) {
    wanted.push_back(k / each * frames_each_ + k % each * frames_each_ / each);
  }
  std::vector<SampledFrame<D>> sample;
  for_whole_frames(group, frames, wanted, [&](std::int64_t frame, MemberState state) {
    smooth(state, frame, 1.0);
    sample.push_back(look_at(frame, state));
  });
  filters_ = fit_filters<D>(group, physics_, sample, all * model_.particles);
}

template <int D>
template <class Visit>
void FrameBank<D>::for_whole_frames(const Communicator& group, const RowHistory& frames,
                                    const std::vector<std::int64_t>& wanted, const Visit& visit) const {
  const std::vector<std::vector<std::int64_t>> wishes = all_wishes(group, wanted);
  for (std::int64_t frame = 0; frame < frames.times(); ++frame) {
    std::vector<std::vector<double>> messages(static_cast<std::size_t>(group.size()));
    for (std::size_t rank = 0; rank < messages.size(); ++rank) {
      if (std::binary_search(wishes[rank].begin(), wishes[rank].end(), frame)) messages[rank] = frames.slice(frame);
    }
    const std::vector<std::vector<double>> parts = group.exchange(messages);
    group.together([&] {
      if (std::binary_search(wanted.begin(), wanted.end(), frame)) visit(frame, joined_state(model_, parts));
    });
  }
}

template <int D>
void FrameBank<D>::gather(const Communicator& group, const RowHistory& frames,
                          const std::vector<std::int64_t>& wanted) {
  for_whole_frames(group, frames, wanted, [&](std::int64_t frame, const MemberState& state) { add(frame, state); });
}

template <int D>
MemberState FrameBank<D>::state_of(std::int64_t frame) const {
  MemberState state;
  state.columns = {{"position", D, {}}, {"image", D, {}, hdf5::Element::int32}, {"activity", D, {}}};
  state.rows.emplace();
  const auto found = frames_.find(frame);
  if (found == frames_.end()) return state;
  const Configuration<D> at = found->second.configuration();
  const std::int64_t particles = model_.particles;
  const std::vector<double> positions = to_host<double>(at.position, particles * packed_stride<D>);
  const DeviceArray<double> drives("drives", D * particles);
  Kokkos::parallel_for(
      "copy drives", IndexRange(0, particles),
      KOKKOS_LAMBDA(std::int64_t i) { at.physics.load(drive, i, &drives(i * D)); });
  Kokkos::fence();
  for (std::int64_t i = 0; i < particles; ++i) {
    state.rows->push_back(i);
    for (int d = 0; d < D; ++d) state.columns[0].values.push_back(positions[i * packed_stride<D> + d]);
  }
  state.columns[1].values = found->second.images;
  state.columns[2].values = to_host<double>(drives.data(), D * particles);
  return state;
}

template <int D>
ParticleList<D> FrameBank<D>::whole(std::int64_t frame) {
  const BankFrame<D>& of = frames_.at(frame);
  return whole_.list(model_, physics_.rate, of.configuration(), of.features.particles());
}

template <int D>
ParticleList<D> FrameBank<D>::blocks(const std::vector<learning::ParticleBlock>& blocks) {
  return list_of(blocks, {&frames_});
}

template <int D>
ParticleList<D> FrameBank<D>::batch(const std::vector<learning::ParticleBlock>& blocks) {
  return denoises_ ? list_of(blocks, {&frames_, &mirrored_}) : list_of(blocks, {&frames_});
}

template <int D>
ParticleList<D> FrameBank<D>::list_of(const std::vector<learning::ParticleBlock>& blocks,
                                      const std::vector<const Frames*>& from) {
  std::vector<std::int32_t> particles;
  std::vector<Configuration<D>> configurations;
  for (const learning::ParticleBlock& block : blocks) {
    for (const Frames* frames : from) {
      for (const std::int64_t particle : block.particles) particles.push_back(static_cast<std::int32_t>(particle));
      configurations.push_back(frames->at(block.frame).configuration());
    }
  }
  particles_ = to_device<std::int32_t>("batch particles", particles);
  configurations_ = to_device<Configuration<D>>("batch configurations", configurations);
  return edges_.with_edges(
      model_, physics_.rate,
      {static_cast<std::int64_t>(particles.size()), particles_.data(), configurations_.data(), 1, nullptr, nullptr});
}

template class FrameBank<1>;
template class FrameBank<2>;
template class FrameBank<3>;

}  // namespace starling::score
