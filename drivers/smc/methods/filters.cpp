// Filters as members of a run, and their keys.
#include "drivers/smc/methods/filters.hpp"

#include <limits>
#include <utility>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/filtering_method.hpp"
#include "drivers/smc/methods/keys.hpp"
#include "drivers/smc/problem.hpp"

namespace starling::smc {

namespace {

class FilterMethod final : public FilteringMethod {
 public:
  FilterMethod(const MethodPlace& place, const StateSpace& model, const Observations& observations,
               const FilterSettings& settings, TableSettings table)
      : FilteringMethod(place, model, observations, settings, std::move(table)),
        counts_extinct_(settings.on_extinction == OnExtinction::zero) {}

  void advance(PhaseTimer& timer, std::vector<TableRow>& rows) override {
    filter_.step(timer);
    const PhaseScope scope(timer, Phase::output);
    note_ancestors();
    rows.push_back(filter_.extinct() ? extinct_row() : filter_row(filter_, table_));
  }

  [[nodiscard]] std::vector<Result> results() const override {
    std::vector<Result> found = evidence_results(filter_.log_likelihood());
    if (counts_extinct_) found.push_back(share_of("extinct", filter_.extinct()));
    return found;
  }

  [[nodiscard]] ReplicaState save() const override {
    ReplicaState state = filter_.save();
    save_ancestors(state);
    return state;
  }

  void load(const ReplicaState& state) override {
    filter_.load(state);
    load_ancestors(state);
  }

 private:
  /// A row without particles: nothing has a mean.
  [[nodiscard]] TableRow extinct_row() const {
    TableRow row{filter_.time(), {0.0, filter_.resampled() ? 1.0 : 0.0, filter_.log_likelihood_increment()}};
    row.values.resize(columns().size(), std::numeric_limits<double>::quiet_NaN());
    return row;
  }

  bool counts_extinct_;
};

class Bootstrap : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    declare_filter(schema, settings_);
    schema.key(
        "on_extinction", settings_.on_extinction, {{"stop", OnExtinction::stop}, {"zero", OnExtinction::zero}},
        "where every particle of a replica has weight zero: stop, or let its estimate of the evidence be zero, as "
        "it must be in an average over replicas");
  }

  [[nodiscard]] std::int64_t particles() const override { return settings_.particles; }

  [[nodiscard]] std::unique_ptr<Method> make(const MethodPlace& place, const Problem& problem,
                                             const TableSettings& table) const override {
    return make_filter(place, *problem.model, problem.observations, settings_, table);
  }

 protected:
  FilterSettings settings_;
};

class Guided final : public Bootstrap {
 public:
  Guided() { settings_.proposal = Proposal::guided; }

  void check_needs(const Problem& problem) const override {
    require(problem.model->has_proposal(), "method.name", "guided", "a proposal", *problem.model);
  }
};

class Auxiliary final : public Bootstrap {
 public:
  Auxiliary() {
    settings_.proposal = Proposal::guided;
    settings_.look_ahead = true;
  }

  void check_needs(const Problem& problem) const override {
    require(problem.model->has_look_ahead(), "method.name", "auxiliary", "a look-ahead", *problem.model);
  }
};

class Entropic final : public Bootstrap {
 public:
  Entropic() { settings_.annealing = Annealing::corrected; }

  void describe(Schema& schema) override {
    Bootstrap::describe(schema);
    schema.key("annealing", settings_.annealing,
               {{"corrected", Annealing::corrected},
                {"entropy", Annealing::entropy},
                {"annealed_published", Annealing::annealed_published},
                {"none", Annealing::none}},
               "selection by w^(1/tau): tau from the ESS, from the entropy of the weights, or as published, which is "
               "biased");
    schema.key("look_ahead", settings_.look_ahead, "modulate selection by the model's look-ahead");
  }

  void check_needs(const Problem& problem) const override {
    require(!settings_.look_ahead || problem.model->has_look_ahead(), "method.look_ahead", "true", "a look-ahead",
            *problem.model);
  }
};

}  // namespace

std::unique_ptr<Method> make_filter(const MethodPlace& place, const StateSpace& model, const Observations& observations,
                                    const FilterSettings& settings, const TableSettings& table) {
  return std::make_unique<FilterMethod>(place, model, observations, settings, table);
}

std::unique_ptr<Chosen> chosen_bootstrap() { return std::make_unique<Bootstrap>(); }
std::unique_ptr<Chosen> chosen_guided() { return std::make_unique<Guided>(); }
std::unique_ptr<Chosen> chosen_auxiliary() { return std::make_unique<Auxiliary>(); }
std::unique_ptr<Chosen> chosen_entropic() { return std::make_unique<Entropic>(); }

}  // namespace starling::smc
