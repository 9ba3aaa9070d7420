// A filter forwards and its paths backwards.
#include "drivers/smc/methods/smoothing/ffbs.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/filtering_method.hpp"
#include "drivers/smc/methods/keys.hpp"
#include "drivers/smc/methods/smoothing/backward_paths.hpp"
#include "drivers/smc/problem.hpp"
#include "engine/population/records.hpp"
#include "engine/run/row_history.hpp"
#include "kernels/weights/quantise.hpp"

namespace starling::smc {

namespace {

class Ffbs final : public FilteringMethod {
 public:
  Ffbs(const MethodPlace& place, const StateSpace& model, const Observations& observations,
       const FfbsSettings& settings, TableSettings table)
      : FilteringMethod(place, model, observations, settings.filter, std::move(table)),
        slots_(filter_.population().slots()),
        states_(model.state_size(), slots_.count),
        log_weights_(1, slots_.count),
        weights_(place.group, slots_),
        generation_(place.group, settings.filter.particles, model.state_size()),
        paths_(place.group, settings.trajectories, model.state_size(), settings.functional),
        name_(smoothed_name(settings.functional)) {}

  [[nodiscard]] std::int64_t done() const override { return filter_.time() + 1 + backward_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return 2 * length_; }
  [[nodiscard]] bool finished() const override { return backward_ == length_; }

  void advance(PhaseTimer& timer, std::vector<TableRow>& rows) override {
    if (filter_.finished()) {
      step_back(timer);
      return;
    }
    filter_.step(timer);
    const PhaseScope scope(timer, Phase::output);
    states_.append(filter_.population().now(), filter_.population().now_stride());
    log_weights_.append(filter_.population().log_weight(), slots_.count);
    note_ancestors();
    rows.push_back(filter_row(filter_, table_));
  }

  [[nodiscard]] std::vector<Result> results() const override {
    std::vector<Result> found = evidence_results(filter_.log_likelihood());
    found.push_back({name_, smoothed_});
    return found;
  }

  [[nodiscard]] ReplicaState save() const override {
    ReplicaState state = filter_.save();
    state.shared["backward"] = backward_;
    states_.save("state_history", state.columns);
    log_weights_.save("log_weight_history", state.columns);
    save_ancestors(state);
    return state;
  }

  void load(const ReplicaState& state) override {
    filter_.load(state);
    const std::int64_t generations = filter_.time() + 1;
    states_.load("state_history", state.columns, generations);
    log_weights_.load("log_weight_history", state.columns, generations);
    load_ancestors(state);
    backward_ = 0;
    PhaseTimer unread(phase_plan().labels);
    for (auto begun = state.shared.at("backward").get<std::int64_t>(); begun > 0; --begun) step_back(unread);
  }

  [[nodiscard]] Traffic traffic() const override {
    Traffic traffic = filter_.traffic();
    traffic.bytes_sent += generation_.bytes_sent();
    return traffic;
  }

 private:
  /// Takes the paths to the generation before the one they are at, or to the last one.
  void step_back(PhaseTimer& timer) {
    const std::int64_t time = length_ - 1 - backward_;
    gather(time, timer);
    const PhaseScope scope(timer, Phase::smoothing);
    if (backward_ == 0) {
      paths_.begin(generation_, filter_.key(), time);
    } else {
      paths_.extend(filter_.model(), generation_, filter_.key(), time);
    }
    ++backward_;
    if (finished()) conclude();
  }

  void gather(std::int64_t time, PhaseTimer& timer) {
    const PhaseScope scope(timer, Phase::communication);
    const auto state = to_device<double>("past states", states_.slice(time));
    const auto log_weight = to_device<double>("past log weights", log_weights_.slice(time));
    const WeightSums& sums = weights_.weigh(log_weight.data(), largest_log_weight(log_weight.data(), slots_.count));
    const auto rank = static_cast<std::size_t>(filter_.population().group().rank());
    generation_.gather({state.data(), slots_.count, weights_.cumulative(), weights_.rank_edges()[rank]}, sums);
  }

  void conclude() {
    smoothed_ = paths_.mean();
    if (!std::isfinite(smoothed_)) {
      throw Failure(ExitCode::blow_up,
                    "a backward path met a particle that the model gives no chance to come from any before it, or a "
                    "state that is not finite",
                    FailureScope::every_rank);
    }
  }

  RowBlock slots_;
  RowHistory states_;
  RowHistory log_weights_;
  IntegerWeights weights_;
  GatheredGeneration generation_;
  BackwardPaths paths_;
  std::string name_;
  std::int64_t backward_ = 0;  ///< times that the paths have been drawn for
  double smoothed_ = 0.0;
};

class ChosenFfbs final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    declare_filter(schema, settings_.filter);
    schema.key("trajectories", settings_.trajectories, "paths drawn backwards").at_least(1).at_most(2147483647.0);
    declare_functional(schema, settings_.functional);
  }

  [[nodiscard]] std::int64_t particles() const override { return settings_.filter.particles; }
  void check_needs(const Problem& problem) const override { require_transition_density("ffbs", *problem.model); }
  [[nodiscard]] std::optional<std::int64_t> units(std::int64_t times) const override { return 2 * times; }
  [[nodiscard]] std::int64_t more_bytes(std::int64_t columns, std::int64_t times) const override {
    return gathered_bytes(columns) + history_bytes(columns, times);
  }

  [[nodiscard]] std::unique_ptr<Method> make(const MethodPlace& place, const Problem& problem,
                                             const TableSettings& table) const override {
    return make_ffbs(place, *problem.model, problem.observations, settings_, table);
  }

 private:
  FfbsSettings settings_;
};

}  // namespace

std::unique_ptr<Method> make_ffbs(const MethodPlace& place, const StateSpace& model, const Observations& observations,
                                  const FfbsSettings& settings, const TableSettings& table) {
  return std::make_unique<Ffbs>(place, model, observations, settings, table);
}

std::unique_ptr<Chosen> chosen_ffbs() { return std::make_unique<ChosenFfbs>(); }

}  // namespace starling::smc
