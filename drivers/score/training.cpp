// Frames first, updates then.
#include "drivers/score/training.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "drivers/score/block_training.hpp"
#include "drivers/score/data/density_weights.hpp"
#include "drivers/score/data/training_frames.hpp"
#include "drivers/score/phases.hpp"
#include "drivers/score/training_results.hpp"
#include "engine/population/records.hpp"
#include "kernels/random/key.hpp"

namespace starling::score {

namespace {

/// The held-out frames draw their noise from here on, beyond all frames that are learned from.
constexpr std::uint64_t first_held_out_noise = std::uint64_t{1} << 32;

/// To learn from a particle takes about as long as so many steps of one.
constexpr double steps_of_learning = 100.0;

/// A training in D dimensions. What it accumulates is the same on all ranks of the group.
template <int D>
class TrainingIn final : public Training {
 public:
  TrainingIn(const Deck& deck, const Schema& schema, const MemberPlace& place, const MemberState* resumed)
      : deck_(deck),
        place_(place),
        key_(random::make_key(deck.seed, static_cast<std::uint32_t>(place.replica))),
        physics_(physics_of(active::make_model<D>(deck.system), deck.noise)),
        frames_(deck, schema, place),
        bank_(deck, physics_, {deck.noise, deck.noise_position, key_, 0}, BankUse::learning),
        held_out_(deck, physics_, {deck.noise, deck.noise_position, key_, first_held_out_noise}, BankUse::judging) {
    for (const active::Block block : learned_blocks(deck, physics_)) {
      blocks_.emplace_back(deck, physics_, bank_.model(), block);
    }
    if (resumed == nullptr) return;
    place.group.together([&] { load(*resumed); });
    if (frames_.complete()) prepare();
    if (finished()) certificate_ = judge(true);
  }

  [[nodiscard]] std::vector<std::string> columns() const override { return training_columns(block_names()); }
  [[nodiscard]] std::int64_t done() const override { return frames_.done() + updates(); }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return planned_units(deck_); }
  [[nodiscard]] bool finished() const override {
    return frames_.complete() &&
           std::all_of(blocks_.begin(), blocks_.end(), [](const auto& b) { return b.finished(); });
  }
  [[nodiscard]] double work_per_unit() const override {
    const std::int64_t steps = deck_.simulates() ? std::max(deck_.frame_every, deck_.held_out_interval()) : 1;
    return std::max(static_cast<double>(deck_.system.particles) * static_cast<double>(steps),
                    steps_of_learning * static_cast<double>(deck_.batch));
  }
  [[nodiscard]] std::int64_t updates() const override {
    std::int64_t most_updates = 0;
    for (const BlockTraining<D>& of : blocks_) {
      if (of.ready()) most_updates = std::max(most_updates, of.learner().updates());
    }
    return most_updates;
  }
  [[nodiscard]] const Communicator& group() const override { return place_.group; }

  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override {
    return training_results(deck_, block_names(), certificate_);
  }
  [[nodiscard]] MemberState save() const override;
  [[nodiscard]] std::optional<learning::NetworkFile> network() override;
  [[nodiscard]] MemberState held_out_frame() override;

 private:
  static active::ScorePhysics physics_of(const active::Model<D>& model, double noise) {
    std::string why;
    auto physics = active::score_physics(model, why);
    if (!physics) fail(ExitCode::internal_error, "a system without a score was let through");
    physics->noise = noise;
    return *physics;
  }

  [[nodiscard]] std::vector<active::Block> block_names() const {
    std::vector<active::Block> names;
    for (const BlockTraining<D>& of : blocks_) names.push_back(of.block());
    return names;
  }

  [[nodiscard]] learning::BatchDraw draw() const {
    return {key_, deck_.all_frames(), deck_.system.particles,
            deck_.batch / (learning::particles_per_block * deck_.copies())};
  }
  void prepare();
  void update();
  [[nodiscard]] Certificate judge(bool results);
  void observe_update(std::vector<TableRow>& rows);
  void load(const MemberState& state);

  const Deck& deck_;
  MemberPlace place_;
  random::Key key_;
  active::ScorePhysics physics_;
  TrainingFrames<D> frames_;
  FrameBank<D> bank_;
  FrameBank<D> held_out_;
  std::vector<BlockTraining<D>> blocks_;
  std::optional<Certificate> certificate_;  ///< of the result, once there is one
};

template <int D>
void TrainingIn<D>::advance_to(std::int64_t units, std::vector<TableRow>& rows) {
  while (done() < units && !finished()) {
    if (!frames_.complete()) {
      frames_.advance();
      if (!frames_.complete()) continue;
      prepare();
      observe_update(rows);
      continue;
    }
    update();
    if (updates() % deck_.observe_every == 0 || finished()) observe_update(rows);
  }
}

template <int D>
void TrainingIn<D>::prepare() {
  place_.timer.enter(Phase::features);
  const Communicator& group = place_.group;
  bank_.find_filters(group, frames_.of(System::training));
  held_out_.take_filters(bank_.filters());
  bank_.gather(group, frames_.of(System::training), draw().frames_of_rank(group.rank(), group.size()));
  const RowBlock own = rows_of(deck_.all_held_out_frames(), group);
  std::vector<std::int64_t> judged(static_cast<std::size_t>(own.count));
  std::iota(judged.begin(), judged.end(), own.first);
  held_out_.gather(group, frames_.of(System::held_out), judged);
  std::vector<std::vector<double>> losses;
  for (BlockTraining<D>& of : blocks_) losses.push_back(of.prepare(group, bank_, draw()));
  const DensityWeights weights = density_weights(losses, draw());
  bank_.weigh(weights.of_particles);
  for (BlockTraining<D>& of : blocks_) of.weigh(weights.parts);
}

template <int D>
void TrainingIn<D>::update() {
  place_.timer.enter(Phase::learning);
  const learning::BatchDraw batch = draw();
  const RowBlock own = batch.blocks_of_rank(place_.group.rank(), place_.group.size());
  std::vector<learning::ParticleBlock> drawn;
  for (std::int64_t b = 0; b < own.count; ++b) drawn.push_back(batch.block(updates(), own.first + b));
  const ParticleList<D> list = bank_.batch(drawn);
  for (BlockTraining<D>& of : blocks_) {
    if (!of.finished()) of.update(place_.group, list, deck_.batch);
  }
}

/// Of the blocks' results, or of what they are at now.
template <int D>
Certificate TrainingIn<D>::judge(bool results) {
  place_.timer.enter(Phase::learning);
  std::vector<FrameMoments> frames(static_cast<std::size_t>(deck_.all_held_out_frames()));
  for (BlockTraining<D>& of : blocks_) {
    const std::vector<active::ScoreMoments> moments =
        results ? of.result_moments(place_.group, held_out_) : of.averaged_moments(place_.group, held_out_);
    for (std::size_t f = 0; f < frames.size(); ++f) frames[f].push_back({of.block(), moments[f]});
  }
  return certify(held_out_.model(), physics_, frames, deck_.densities());
}

template <int D>
void TrainingIn<D>::observe_update(std::vector<TableRow>& rows) {
  const Certificate seen = judge(false);
  double all_losses = 0.0;
  double squared_norm = 0.0;
  double rate = 0.0;
  std::vector<double> by_block;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const double loss = blocks_[b].take_loss();
    const learning::Learner& learner = blocks_[b].learner();
    const BlockCertificate& of = seen.blocks[b];
    blocks_[b].judge(of.loss.mean);
    all_losses += loss;
    if (learner.updates() == updates()) {  // and has not stopped before
      squared_norm += learner.gradient_norm() * learner.gradient_norm();
      rate = learner.rate();
    }
    for (const double value : {loss, of.loss.mean, of.certified.mean}) by_block.push_back(value);
  }
  TableRow row{done(),
               {static_cast<double>(updates()), all_losses, seen.loss.mean, seen.certified.mean, seen.captured.mean,
                seen.captured.error, std::sqrt(squared_norm), rate}};
  if (blocks_.size() > 1) row.values.insert(row.values.end(), by_block.begin(), by_block.end());
  rows.push_back(std::move(row));
  if (finished()) certificate_ = deck_.patience > 0 ? judge(true) : seen;
}

template <int D>
MemberState TrainingIn<D>::save() const {
  MemberState state;
  frames_.save(state);
  for (const BlockTraining<D>& of : blocks_) state.shared["learners"][active::name_of(of.block())] = of.save();
  return state;
}

template <int D>
void TrainingIn<D>::load(const MemberState& state) {
  frames_.load(state);
  if (!state.shared.contains("learners")) fail(ExitCode::bad_input, "the checkpoint is of an older build");
  for (BlockTraining<D>& of : blocks_) of.load(state.shared.at("learners").at(active::name_of(of.block())));
}

template <int D>
MemberState TrainingIn<D>::held_out_frame() {
  const std::int64_t frame = deck_.held_out_frames - 1;
  MemberState state = held_out_.state_of(frame);
  MemberColumn rates{"entropy_production_local", 1, std::vector<double>(state.rows->size(), 0.0)};
  place_.group.together([&] {
    for (BlockTraining<D>& of : blocks_) {
      const ScoredFrame found = state.rows->empty() ? ScoredFrame{} : of.look_at(held_out_, frame);
      for (std::size_t i = 0; i < rates.values.size(); ++i) rates.values[i] += found.rates[i];
      const std::string name = active::name_of(of.block());
      state.columns.push_back({"score_" + name, D, found.scores});
      state.columns.push_back({"probability_flow_" + name, D, found.flows});
    }
  });
  state.columns.push_back(std::move(rates));
  return state;
}

template <int D>
std::optional<learning::NetworkFile> TrainingIn<D>::network() {
  if (!frames_.complete()) return std::nullopt;
  learning::NetworkFile file;
  file.architecture = deck_.network->settings.to_json();
  file.physics = active::describe_physics<D>(deck_.system);
  if (deck_.noise > 0.0) file.physics["data.noise"] = deck_.noise;
  if (deck_.noise_position > 0.0) file.physics["data.noise_position"] = deck_.noise_position;
  file.provenance = {{"seed", deck_.seed},
                     {"replica", place_.replica},
                     {"updates", updates()},
                     {"particles", deck_.system.particles},
                     {"packing_fraction", static_cast<double>(deck_.system.particles) *
                                              active::ball_volume(deck_.system, deck_.system.radius) /
                                              active::box_volume(deck_.system)},
                     {"frames", deck_.all_frames()},
                     {"version", STARLING_VERSION}};
  if (deck_.densities() > 1) file.provenance["further_packing_fractions"] = deck_.further_packing_fractions;
  if (certificate_) file.provenance["captured_fraction"] = certificate_->captured.mean;
  for (const BlockTraining<D>& of : blocks_) file.networks.push_back(of.parameters());
  return file;
}

}  // namespace

std::unique_ptr<Training> make_training(const Deck& deck, const Schema& schema, const MemberPlace& place,
                                        const MemberState* resumed) {
  return active::in_dimension(deck.system, [&](auto dimension) -> std::unique_ptr<Training> {
    return std::make_unique<TrainingIn<dimension()>>(deck, schema, place, resumed);
  });
}

}  // namespace starling::score
