// Frames first, updates then.
#include "drivers/score/training.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "drivers/active/score/scale_list.hpp"
#include "drivers/score/baseline.hpp"
#include "drivers/score/certificate.hpp"
#include "drivers/score/learner.hpp"
#include "drivers/score/phases.hpp"
#include "drivers/score/training_frames.hpp"
#include "engine/population/records.hpp"
#include "kernels/random/key.hpp"

namespace starling::score {

namespace {

/// The held-out frames draw their noise from here on, beyond all frames that are learned from.
constexpr std::uint64_t first_held_out_noise = std::uint64_t{1} << 32;

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
        bank_(deck, physics_, key_, 0),
        held_out_(deck, physics_, key_, first_held_out_noise),
        network_(active::make_network<D>(deck.network->settings, physics_,
                                         active::input_lengths(deck.network->settings, bank_.model().diameter))),
        layout_(network_->layout()) {
    if (resumed == nullptr) return;
    place.group.together([&] { load(*resumed); });
    if (frames_.complete()) prepare();
    if (frames_.complete() && finished()) certificate_ = judge(learner_->result());
  }

  [[nodiscard]] std::vector<std::string> columns() const override {
    return {"update",         "loss",          "held_out_loss", "certified_rate", "captured_fraction",
            "captured_error", "gradient_norm", "learning_rate"};
  }
  [[nodiscard]] std::int64_t done() const override { return frames_.done() + updates(); }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return planned_units(deck_); }
  [[nodiscard]] bool finished() const override {
    return frames_.complete() && (learner_ ? learner_->finished() : false);
  }
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(deck_.system.particles) *
           static_cast<double>(deck_.simulates() ? deck_.frame_every : std::int64_t{1});
  }
  [[nodiscard]] std::int64_t updates() const override { return learner_ ? learner_->updates() : 0; }
  [[nodiscard]] const Communicator& group() const override { return place_.group; }

  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;
  [[nodiscard]] std::optional<learning::NetworkFile> network() override;

 private:
  static active::ScorePhysics physics_of(const active::Model<D>& model, double noise) {
    std::string why;
    auto physics = active::score_physics(model, why);
    if (!physics) fail(ExitCode::internal_error, "a system without a score was let through");
    physics->noise = noise;
    return *physics;
  }

  [[nodiscard]] learning::BatchDraw draw() const {
    return {key_, deck_.frames, deck_.system.particles, deck_.batch / learning::particles_per_block};
  }
  void prepare();
  void update();
  [[nodiscard]] Certificate judge(const std::vector<double>& parameters);
  void observe_update(std::vector<TableRow>& rows);
  void load(const MemberState& state);

  const Deck& deck_;
  MemberPlace place_;
  random::Key key_;
  active::ScorePhysics physics_;
  TrainingFrames<D> frames_;
  FrameBank<D> bank_;
  FrameBank<D> held_out_;
  std::unique_ptr<active::ScoreNetwork<D>> network_;
  learning::ParameterLayout layout_;
  std::optional<learning::GradientSum> sum_;
  double linear_loss_ = 0.0;  ///< of the linear score on the frames that are learned from
  std::optional<Learner> learner_;
  std::optional<Certificate> certificate_;  ///< of the result, once there is one
  DeviceArray<float> gradients_;
  DeviceArray<double> statistics_;
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
    if (updates() % deck_.observe_every == 0 || learner_->finished()) observe_update(rows);
  }
}

template <int D>
void TrainingIn<D>::prepare() {
  place_.timer.enter(Phase::features);
  const Communicator& group = place_.group;
  bank_.gather(group, frames_.of(System::training), draw().frames_of_rank(group.rank(), group.size()));
  const RowBlock own = rows_of(deck_.held_out_frames, group);
  std::vector<std::int64_t> judged(static_cast<std::size_t>(own.count));
  std::iota(judged.begin(), judged.end(), own.first);
  held_out_.gather(group, frames_.of(System::held_out), judged);
  linear_loss_ = set_baseline<D>(group, bank_, draw(), *network_);
  if (layout_.size() > 0) sum_.emplace(group, layout_, draw().blocks);
  if (!learner_) {
    learner_.emplace(deck_, network_->start(key_));
  }
}

template <int D>
void TrainingIn<D>::update() {
  place_.timer.enter(Phase::learning);
  const learning::BatchDraw batch = draw();
  const RowBlock own = batch.blocks_of_rank(place_.group.rank(), place_.group.size());
  std::vector<learning::ParticleBlock> drawn;
  for (std::int64_t b = 0; b < own.count; ++b) drawn.push_back(batch.block(updates(), own.first + b));
  ensure_size(gradients_, "gradients", own.count * layout_.size());
  ensure_size(statistics_, "loss sums", 2 * own.count);
  if (own.count > 0) {
    network_->set_parameters(learner_->parameters());
    network_->differentiate(bank_.blocks(drawn), gradients_.data(), statistics_.data());
  }
  const auto particles = static_cast<double>(batch.blocks * learning::particles_per_block);
  place_.timer.enter(Phase::learning);
  learning::GradientTotals totals =
      sum_->reduce<float>({own.count, gradients_.data(), layout_.size(), statistics_.data(), 2}, particles);
  const double loss = (totals.statistics[0] + 2.0 * totals.statistics[1]) / particles;
  place_.group.together([&] { learner_->update(std::move(totals), std::max(std::abs(linear_loss_), 1.0), loss); });
}

template <int D>
Certificate TrainingIn<D>::judge(const std::vector<double>& parameters) {
  place_.timer.enter(Phase::learning);
  network_->set_parameters(parameters);
  return certify(held_out_.model(), physics_, frame_moments<D>(place_.group, held_out_, *network_));
}

template <int D>
void TrainingIn<D>::observe_update(std::vector<TableRow>& rows) {
  const Certificate seen = judge(learner_->averaged());
  const double loss = updates() == 0 ? linear_loss_ : learner_->take_loss();
  learner_->judge(seen.loss.mean);
  rows.push_back({done(),
                  {static_cast<double>(updates()), loss, seen.loss.mean, seen.certified.mean, seen.captured.mean,
                   seen.captured.error, learner_->gradient_norm(), learner_->rate()}});
  if (finished()) certificate_ = deck_.patience > 0 ? judge(learner_->result()) : seen;
}

template <int D>
std::vector<Result> TrainingIn<D>::results() const {
  const auto result = [&](const char* name, const MeanAndError Certificate::*member, const std::string& reason = {}) {
    Result found{name};
    found.samples = deck_.held_out_frames;
    if (!certificate_) {
      found.samples = 0;
      found.reason = "the training has not ended";
      return found;
    }
    found.mean = ((*certificate_).*member).mean;
    found.error = ((*certificate_).*member).error;
    if (!std::isfinite(found.mean)) found.reason = reason;
    return found;
  };
  const std::string none = "no rate is known without a score for this system";
  return {result("captured_fraction", &Certificate::captured, none),
          result("captured_fraction_ceiling", &Certificate::ceiling, none),
          result("certified_rate", &Certificate::certified),
          result("known_rate", &Certificate::known, none),
          result("plug_in_rate", &Certificate::plug_in),
          result("held_out_loss", &Certificate::loss),
          result("drive_dot_score", &Certificate::drive_score)};
}

template <int D>
MemberState TrainingIn<D>::save() const {
  MemberState state;
  frames_.save(state);
  state.shared["learner"] = learner_ ? learner_->save() : nlohmann::json();
  return state;
}

template <int D>
void TrainingIn<D>::load(const MemberState& state) {
  frames_.load(state);
  if (!state.shared.at("learner").is_null()) learner_.emplace(deck_, state.shared.at("learner"));
}

template <int D>
std::optional<learning::NetworkFile> TrainingIn<D>::network() {
  if (!frames_.complete()) return std::nullopt;
  learning::NetworkFile file;
  file.architecture = deck_.network->settings.to_json();
  file.physics = active::describe_physics<D>(deck_.system);
  if (deck_.noise > 0.0) file.physics["data.noise"] = deck_.noise;
  file.provenance = {{"seed", deck_.seed},
                     {"replica", place_.replica},
                     {"updates", updates()},
                     {"particles", deck_.system.particles},
                     {"packing_fraction", static_cast<double>(deck_.system.particles) *
                                              active::ball_volume(deck_.system, deck_.system.radius) /
                                              active::box_volume(deck_.system)},
                     {"frames", deck_.frames},
                     {"version", STARLING_VERSION}};
  if (certificate_) file.provenance["captured_fraction"] = certificate_->captured.mean;
  file.networks.push_back(
      {active::drive_network, layout_, learner_->result(), active::named_numbers(network_->scales)});
  return file;
}

}  // namespace

std::unique_ptr<Training> make_training(const Deck& deck, const Schema& schema, const MemberPlace& place,
                                        const MemberState* resumed) {
  return active::in_dimension(deck.system, [&](auto dimension) -> std::unique_ptr<Training> {
    return std::make_unique<TrainingIn<dimension()>>(deck, schema, place, resumed);
  });
}

std::int64_t planned_units(const Deck& deck) {
  return deck.updates +
         active::in_dimension(deck.system, [&](auto dimension) { return TrainingFrames<dimension()>::planned(deck); });
}

std::int64_t bytes_per_particle(const Deck& deck) {
  // A frame's row of doubles, kept for checkpoints, and what is computed of it: vectors, matrices, position, neighbours.
  const std::int64_t each = active::in_dimension(deck.system, [](auto dimension) -> std::int64_t {
    constexpr int D = dimension();
    return 8 * (3 * D + vectors * D + 2 * SymmetricMatrix<D>::entries + packed_stride<D>)+48;
  });
  return (deck.frames + deck.held_out_frames) * each;
}

}  // namespace starling::score
