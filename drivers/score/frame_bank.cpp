// Bringing whole frames to the ranks that want them.
#include "drivers/score/frame_bank.hpp"

#include <algorithm>

#include "engine/population/records.hpp"
#include "kernels/random/normal.hpp"

namespace starling::score {

// A block of a batch is a block of a network's rows.
static_assert(block_particles == learning::particles_per_block);

namespace {

/// Which ranks want which frames: by rank, ascending.
std::vector<std::vector<std::int64_t>> all_wishes(const Communicator& group, const std::vector<std::int64_t>& wanted) {
  return group.exchange(std::vector<std::vector<std::int64_t>>(static_cast<std::size_t>(group.size()), wanted));
}

/// A whole frame as a member's state on one rank, from its parts by rank.
template <int D>
MemberState state_of(const active::Model<D>& model, const std::vector<std::vector<double>>& parts) {
  MemberState state;
  state.shared = {{"start_digest", 0}};
  state.columns = columns_of(model, parts);
  return state;
}

}  // namespace

template <int D>
FrameBank<D>::FrameBank(const Deck& deck, const active::ScorePhysics& physics, random::Key key,
                        std::uint64_t first_noise)
    : system_(deck.system),
      physics_(physics),
      key_(key),
      first_noise_(first_noise),
      alone_(MPI_COMM_SELF),
      model_(active::make_model<D>(deck.system)) {
  system_.sort_storage = false;
  range_ = deck.network->settings.edge_range * model_.diameter;
}

template <int D>
void FrameBank<D>::smooth(MemberState& state, std::int64_t frame) const {
  if (physics_.noise == 0.0) return;
  MemberColumn& activity = state.columns.back();
  for (std::size_t k = 0; k < activity.values.size(); ++k) {
    const auto id = static_cast<std::uint32_t>(k / static_cast<std::size_t>(activity.components));
    const auto component = static_cast<int>(k % static_cast<std::size_t>(activity.components));
    activity.values[k] += physics_.noise * random::normal(id, key_, first_noise_ + static_cast<std::uint64_t>(frame),
                                                          random::Purpose::smoothing, component);
  }
}

template <int D>
active::ScoreFeatures<D> FrameBank<D>::features_of(const MemberState& state) const {
  active::Simulation<D> simulation(alone_, system_, 0, &state);
  simulation.rebuild(0, simulation.neighbourhood().needs_lists() ? range_ : 0.0);
  simulation.compute_forces();
  active::ScoreFeatures<D> features;
  features.compute(simulation, physics_, range_);
  features.keep(simulation);
  return features;
}

template <int D>
void FrameBank<D>::gather(const Communicator& group, const RowHistory& frames,
                          const std::vector<std::int64_t>& wanted) {
  const std::vector<std::vector<std::int64_t>> wishes = all_wishes(group, wanted);
  for (std::int64_t frame = 0; frame < frames.times(); ++frame) {
    std::vector<std::vector<double>> messages(static_cast<std::size_t>(group.size()));
    for (std::size_t rank = 0; rank < messages.size(); ++rank) {
      if (std::binary_search(wishes[rank].begin(), wishes[rank].end(), frame)) messages[rank] = frames.slice(frame);
    }
    const std::vector<std::vector<double>> parts = group.exchange(messages);
    if (!std::binary_search(wanted.begin(), wanted.end(), frame)) continue;
    MemberState state = state_of(model_, parts);
    smooth(state, frame);
    features_.emplace(frame, features_of(state));
  }
}

template <int D>
ParticleList<D> FrameBank<D>::whole(std::int64_t frame) {
  const active::ScoreFeatures<D>& features = features_.at(frame);
  return whole_.list(model_, physics_.rate, features.configuration(), features.particles());
}

template <int D>
ParticleList<D> FrameBank<D>::blocks(const std::vector<learning::ParticleBlock>& blocks) {
  std::vector<std::int32_t> particles;
  std::vector<Configuration<D>> configurations;
  for (const learning::ParticleBlock& block : blocks) {
    for (const std::int64_t particle : block.particles) particles.push_back(static_cast<std::int32_t>(particle));
    configurations.push_back(features_.at(block.frame).configuration());
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
