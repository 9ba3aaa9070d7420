// PaRIS as a member of a run, and its keys.
#include "drivers/smc/methods/smoothing/paris.hpp"

#include <utility>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/filtering_method.hpp"
#include "drivers/smc/methods/keys.hpp"
#include "drivers/smc/methods/smoothing/paris_sums.hpp"
#include "drivers/smc/problem.hpp"

namespace starling::smc {

namespace {

class Paris final : public FilteringMethod {
 public:
  Paris(const MethodPlace& place, const StateSpace& model, const Observations& observations,
        const ParisSettings& settings, TableSettings table)
      : FilteringMethod(place, model, observations, settings.filter, std::move(table)),
        sums_(filter_, settings),
        name_(smoothed_name(settings.functional)) {}

  [[nodiscard]] std::vector<std::string> columns() const override {
    std::vector<std::string> names = FilteringMethod::columns();
    names.emplace_back("smoothed");
    return names;
  }

  void advance(PhaseTimer& timer, std::vector<TableRow>& rows) override {
    sums_.before_step(filter_, timer);
    filter_.step(timer);
    sums_.after_step(filter_, timer);
    const PhaseScope scope(timer, Phase::output);
    note_ancestors();
    smoothed_ = sums_.estimate(filter_);
    rows.push_back(filter_row(filter_, table_));
    rows.back().values.push_back(smoothed_);
  }

  [[nodiscard]] std::vector<Result> results() const override {
    std::vector<Result> found = evidence_results(filter_.log_likelihood());
    found.push_back({name_, smoothed_});
    return found;
  }

  [[nodiscard]] ReplicaState save() const override {
    ReplicaState state = filter_.save();
    state.shared["smoothed"] = smoothed_;
    state.columns.push_back(sums_.column());
    save_ancestors(state);
    return state;
  }

  void load(const ReplicaState& state) override {
    filter_.load(state);
    smoothed_ = state.shared.at("smoothed").get<double>();
    sums_.load(state.columns);
    load_ancestors(state);
  }

  [[nodiscard]] std::vector<SlotColumn> particles() const override {
    std::vector<SlotColumn> columns = filter_.particles();
    columns.push_back(sums_.column());
    return columns;
  }

  [[nodiscard]] Traffic traffic() const override {
    Traffic traffic = filter_.traffic();
    traffic.bytes_sent += sums_.bytes_sent();
    return traffic;
  }

 private:
  ParisSums sums_;
  std::string name_;
  double smoothed_ = 0.0;
};

class ChosenParis final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    declare_filter(schema, settings_.filter);
    declare_backward_draws(schema, settings_.backward_draws);
    declare_functional(schema, settings_.functional);
  }

  [[nodiscard]] std::int64_t particles() const override { return settings_.filter.particles; }
  void check_needs(const Problem& problem) const override { require_transition_density("paris", *problem.model); }
  [[nodiscard]] std::int64_t more_bytes(std::int64_t columns, std::int64_t /*times*/) const override {
    return gathered_bytes(columns);
  }

  [[nodiscard]] std::unique_ptr<Method> make(const MethodPlace& place, const Problem& problem,
                                             const TableSettings& table) const override {
    return make_paris(place, *problem.model, problem.observations, settings_, table);
  }

 private:
  ParisSettings settings_;
};

}  // namespace

std::unique_ptr<Method> make_paris(const MethodPlace& place, const StateSpace& model, const Observations& observations,
                                   const ParisSettings& settings, const TableSettings& table) {
  return std::make_unique<Paris>(place, model, observations, settings, table);
}

std::unique_ptr<Chosen> chosen_paris() { return std::make_unique<ChosenParis>(); }

}  // namespace starling::smc
