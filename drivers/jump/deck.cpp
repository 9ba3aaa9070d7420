// Declaring the keys of the jump deck.
#include "drivers/jump/deck.hpp"

#include "engine/run/population_keys.hpp"

namespace starling::jump {

namespace {

constexpr double most_units = 1e9;

class ChosenSimulation final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key("paths", settings_.paths, "independent paths of a replica, at least 2")
        .required()
        .at_least(2)
        .at_most(2e9);
    schema.key("interval", settings_.interval, "between the times at which paths are looked at")
        .required()
        .greater_than(0)
        .at_most(1e9);
    schema.key("intervals", settings_.intervals, "of them, from time 0 on")
        .required()
        .at_least(1)
        .at_most(most_units)
        .may_change_on_restart();
    schema.key("start", settings_.start, "state at time 0").at_least(0).unset_means("drawn from start_law");
    schema.key(
        "start_law", settings_.start_law,
        {{"stationary", SimulateSettings::StartLaw::stationary}, {"uniform", SimulateSettings::StartLaw::uniform}},
        "law of the state at time 0");
    schema.key("passage_to", settings_.passage_to, "state whose first passage is timed")
        .at_least(0)
        .unset_means("none");
    schema.key("current", settings_.current, "pairs of states i j, one after the other, whose net jumps are counted")
        .at_least(0)
        .unset_means("none");
    schema
        .key("entropy", settings_.entropy,
             "sum ln(q_ij / q_ji) along paths or, of networks, the log of each reaction's rate over that of the one "
             "back")
        .unset_means("true, but false for networks");
    schema.key("bins", settings_.bins, "of histograms of species; the last holds what is more")
        .at_least(2)
        .at_most(1e6);
    schema.key("burn_in", settings_.burn_in, "intervals before these histograms").at_least(0);
    schema.key("jump_limit", settings_.jump_limit, "jumps of a path beyond which it is given up as exploding")
        .at_least(1)
        .at_most(2e9);
    schema
        .key("error", settings_.error,
             "with a prior: probability that another state is seen than there is, any with the same chance")
        .at_least(0)
        .less_than(1);
    schema.key("jumps_kept", settings_.jumps_kept, "with a prior: first jumps of a path that pairs.h5 holds, at most")
        .at_least(0)
        .at_most(1e9);
  }
  [[nodiscard]] const SimulateSettings* simulates() const override { return &settings_; }
  [[nodiscard]] std::int64_t rows() const override { return settings_.paths; }
  [[nodiscard]] std::int64_t units() const override { return settings_.intervals; }
  [[nodiscard]] const char* length_key() const override { return "method.intervals"; }
  [[nodiscard]] const char* row_word() const override { return "path"; }
  [[nodiscard]] const char* unit() const override { return "interval"; }

 private:
  SimulateSettings settings_;
};

class ChosenClones final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    schema.key("clones", settings_.clones, "weighted paths").required().at_least(4).at_most(1e9).symbol("N");
    schema.key("slice", settings_.slice, "time between resamplings").required().greater_than(0).at_most(1e6);
    schema.key("slices", settings_.slices, "of them")
        .required()
        .at_least(1)
        .at_most(most_units)
        .may_change_on_restart();
    schema.key("burn_in", settings_.burn_in, "slices before weights are averaged").at_least(0);
    schema.key("observable", settings_.observable,
               {{"entropy", CloneSettings::Observable::entropy}, {"current", CloneSettings::Observable::current}},
               "A: the entropy of paths, or a current");
    schema.key("current", settings_.current, "pairs of states i j, one after the other, whose net jumps are counted")
        .at_least(0)
        .unset_means("none");
    schema.key("tilt", settings_.tilt, "k of psi(k) = lim ln E[e^(k A_t)] / t").required().at_least(-100).at_most(100);
    schema.key("compare", settings_.compare,
               "also with half the clones, and with half the slice: what is biased shows");
    declare_resampling(schema, settings_.resampling);
  }
  [[nodiscard]] const CloneSettings* clones() const override { return &settings_; }
  [[nodiscard]] std::int64_t rows() const override { return settings_.clones; }
  [[nodiscard]] std::int64_t units() const override { return settings_.slices; }
  [[nodiscard]] const char* length_key() const override { return "method.slices"; }
  [[nodiscard]] const char* row_word() const override { return "clone"; }
  [[nodiscard]] const char* unit() const override { return "slice"; }

 private:
  CloneSettings settings_;
};

void declare_observations(Schema& schema, ObservationSettings& observed) {
  schema.key("file", observed.file, "CSV or HDF5 with a row for each observation").required();
  schema.key("time", observed.time, "name of its column of times, ascending from 0 on");
  schema.key("column", observed.column, "name of its column of states that were seen");
  schema.key("error", observed.error, "probability that another state is seen than there is, any with the same chance")
      .required()
      .greater_than(0)
      .less_than(1);
}

class ChosenPosterior final : public ChosenMethod {
 public:
  void describe(Schema& schema) override {
    declare_observations(schema, settings_.observed);
    schema.key("shape", settings_.shape, "of each rate's Gamma prior").required().greater_than(0).at_most(1e6);
    schema.key("rate", settings_.rate, "of the same; its mean is shape / rate").required().greater_than(0).at_most(1e6);
    schema.key("sweeps", settings_.sweeps, "of a chain: a path, then the rates")
        .required()
        .at_least(1)
        .at_most(most_units)
        .may_change_on_restart();
    schema.key("burn_in", settings_.burn_in, "sweeps before the first draw").at_least(0);
    schema.key("keep_every", settings_.keep_every, "sweeps of which the last is kept").at_least(1);
  }
  [[nodiscard]] const PosteriorSettings* posterior() const override { return &settings_; }
  [[nodiscard]] const ObservationSettings* observed() const override { return &settings_.observed; }
  [[nodiscard]] std::int64_t units() const override { return settings_.sweeps; }
  [[nodiscard]] const char* length_key() const override { return "method.sweeps"; }
  [[nodiscard]] const char* unit() const override { return "sweep"; }

 private:
  PosteriorSettings settings_;
};

class ChosenLikelihood final : public ChosenMethod {
 public:
  void describe(Schema& schema) override { declare_observations(schema, observed_); }
  [[nodiscard]] const ObservationSettings* observed() const override { return &observed_; }
  [[nodiscard]] std::int64_t units() const override { return 1; }
  [[nodiscard]] const char* length_key() const override { return ""; }
  [[nodiscard]] const char* unit() const override { return "evaluation"; }

 private:
  ObservationSettings observed_;
};

}  // namespace

const Choice& method_choice() {
  static const Choice choice(
      "method", "What is done with the process (docs/jump.md).", "which method",
      {{"simulate", "Exact paths.", make_chosen<ChosenSimulation>},
       {"large_deviations", "Clones weighted by e^(kA), for psi(k).", make_chosen<ChosenClones>},
       {"posterior", "Rates given noisy observations; a replica is a chain.", make_chosen<ChosenPosterior>},
       {"likelihood", "Log-likelihood of noisy observations at the model's rates.", make_chosen<ChosenLikelihood>}});
  return choice;
}

std::vector<Selection*> selections(Deck& deck) { return {&deck.model, &deck.prior, &deck.method}; }

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "How often, and with which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema
      .key("replicas", deck.replicas,
           "independent runs, spread over the ranks; errors are over them if there are several")
      .at_least(1)
      .at_most(1e6);
  deck.model.describe(schema);
  deck.prior.describe(schema);
  deck.method.describe(schema);
  schema.section("output", "Where results go, and how often. A unit of work is an interval, a slice or a sweep.");
  declare_directory(schema, deck);
  declare_checkpoints(schema, deck, "units");
}

}  // namespace starling::jump
