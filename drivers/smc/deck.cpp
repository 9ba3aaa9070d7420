// Declaring the keys of the smc deck.
#include "drivers/smc/deck.hpp"

#include <algorithm>
#include <sstream>

namespace starling::smc {

namespace {

const Choices<MethodName>& method_names() {
  static const Choices<MethodName> names{{"bootstrap", MethodName::bootstrap}, {"guided", MethodName::guided},
                                         {"auxiliary", MethodName::auxiliary}, {"entropic", MethodName::entropic},
                                         {"paris", MethodName::paris},         {"paris_gibbs", MethodName::paris_gibbs},
                                         {"ffbs", MethodName::ffbs},           {"tempering", MethodName::tempering}};
  return names;
}

const Choices<Resampling>& resampling_names() {
  static const Choices<Resampling> names{{"systematic", Resampling::systematic},
                                         {"stratified", Resampling::stratified},
                                         {"multinomial", Resampling::multinomial},
                                         {"residual", Resampling::residual}};
  return names;
}

const Choices<Functional>& functional_names() {
  static const Choices<Functional> names{
      {"product", Functional::product}, {"state", Functional::state}, {"square", Functional::square}};
  return names;
}

const Choices<Annealing>& annealing_names() {
  static const Choices<Annealing> names{{"corrected", Annealing::corrected},
                                        {"entropy", Annealing::entropy},
                                        {"annealed_published", Annealing::annealed_published},
                                        {"none", Annealing::none}};
  return names;
}

const Choices<OnExtinction>& extinction_names() {
  static const Choices<OnExtinction> names{{"stop", OnExtinction::stop}, {"zero", OnExtinction::zero}};
  return names;
}

template <class Choice>
std::vector<std::string> texts(const Choices<Choice>& choices) {
  std::vector<std::string> all;
  for (const auto& choice : choices) all.push_back(choice.first);
  return all;
}

/// The choice with this name, or the default where none is given.
template <class Choice>
Choice chosen(const std::string& name, const Choices<Choice>& choices, Choice otherwise) {
  const auto found = std::find_if(choices.begin(), choices.end(), [&](const auto& one) { return one.first == name; });
  return found == choices.end() ? otherwise : found->second;
}

void describe_run(Schema& schema, Deck& deck) {
  schema.section("run", "With which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.section("ensemble", "How many independent runs; standard errors are over them.");
  schema.key("replicas", deck.replicas, "independent runs, spread over the ranks").at_least(1).at_most(1e6);
}

void describe_data(Schema& schema, Deck& deck) {
  schema.section("data", "What was observed: columns of a file, or a simulation of the model.");
  schema.key("file", deck.file, "CSV with a header, or HDF5; a path from the working directory or the deck's folder");
  schema.key(
      "column", deck.column,
      "name of the column or dataset; several names, with blanks between, for observations of several components");
  schema.key("time", deck.time, "name of the column that holds each row's time: gaps are times without an observation")
      .unset_means("rows are successive times");
  schema.key("length", deck.length, "how many observations to take, from the first on")
      .at_least(1)
      .unset_means("all of the file")
      .symbol("T");
  schema
      .key("simulate", deck.simulate,
           "number of observations to simulate from the model with the seed, instead of file")
      .at_least(1)
      .at_most(1e8)
      .symbol("T");
}

void describe_method(Schema& schema, Deck& deck) {
  schema.section("method", "How the model is computed with (docs/sequential-monte-carlo.md describes the methods).");
  schema.key("name", deck.method, method_names(), "the algorithm").required();
  schema.key("particles", deck.particles, "particles of each replica")
      .at_least(1)
      .at_most(2147483647.0)
      .required()
      .symbol("N");
  schema.key("resampling", deck.resampling, "how offspring are drawn")
      .one_of(texts(resampling_names()))
      .unset_means("systematic; multinomial for paris_gibbs");
  schema
      .key("ess_threshold", deck.ess_threshold,
           "resample when the effective sample size is below this part of N; 1: at every time")
      .at_least(0)
      .at_most(1)
      .unset_means("0.5");
  schema.key("backward_draws", deck.backward_draws, "ancestors drawn for each particle (paris, paris_gibbs)")
      .at_least(1)
      .at_most(1024)
      .symbol("M")
      .unset_means("2");
  schema.key("trajectories", deck.trajectories, "paths drawn backwards (ffbs)")
      .at_least(1)
      .at_most(2147483647.0)
      .unset_means("1000");
  schema.key("chains", deck.chains, "independent chains of each replica (paris_gibbs)")
      .at_least(1)
      .at_most(1e6)
      .unset_means("1");
  schema.key("sweeps", deck.sweeps, "sweeps of each chain (paris_gibbs)")
      .at_least(1)
      .at_most(1e9)
      .may_change_on_restart();
  schema.key("burn_in", deck.burn_in, "sweeps left out of the average (paris_gibbs)")
      .at_least(0)
      .symbol("k_0")
      .unset_means("0");
  schema
      .key("functional", deck.functional,
           "what smoothing adds up over time: x_(t-1) x_t, x_t or x_t^2 of the first component (paris, paris_gibbs, "
           "ffbs)")
      .one_of(texts(functional_names()))
      .unset_means("product");
  schema
      .key(
          "annealing", deck.annealing,
          "selection by w^(1/tau): tau from the ESS, from the entropy of the weights, or as published, which is biased "
          "(entropic)")
      .one_of(texts(annealing_names()))
      .unset_means("corrected");
  schema.key("look_ahead", deck.look_ahead, "modulate selection by the model's look-ahead (entropic)")
      .unset_means("false");
  schema
      .key(
          "on_extinction", deck.on_extinction,
          "where every particle of a replica has weight zero: stop, or let its estimate of the evidence be zero, as it "
          "must be in an average over replicas (bootstrap, guided, auxiliary, entropic)")
      .one_of(texts(extinction_names()))
      .unset_means("stop");
  schema
      .key("ess_target", deck.ess_target,
           "the next temperature leaves this part of N as effective sample size (tempering)")
      .greater_than(0)
      .less_than(1)
      .unset_means("0.5");
  schema.key("moves", deck.moves, "Metropolis moves a rung; length of the chains if waste_free (tempering)")
      .at_least(1)
      .at_most(1e6)
      .unset_means("5");
  schema.key("waste_free", deck.waste_free, "keep every state of the chains as a particle (tempering)")
      .unset_means("false");
}

void describe_output(Schema& schema, Deck& deck) {
  schema.section("output", "Where results go, and how often. A unit of work is a time, of every sweep, or a rung.");
  schema.key("directory", deck.directory, "the run's directory")
      .unset_means("runs/ and the deck's name")
      .may_change_on_restart();
  schema
      .key("observe_every", deck.observe_every,
           "times between rows with means, variances and quantiles; 0: rows without them")
      .at_least(0)
      .may_change_on_restart();
  schema.key("quantiles", deck.quantiles, "probabilities of the quantiles in filter.csv").greater_than(0).less_than(1);
  schema.key("particles_every", deck.particles_every, "units between files of all particles; 0: none")
      .at_least(0)
      .may_change_on_restart();
  schema.key("genealogy", deck.genealogy, "keep the ancestors of all times and write genealogy.h5");
  schema.key("checkpoint_every", deck.checkpoint_every, "units between checkpoints; 0: only at the end")
      .at_least(0)
      .may_change_on_restart();
  schema.key("checkpoints_kept", deck.checkpoints_kept, "checkpoints that are kept")
      .at_least(1)
      .may_change_on_restart();
}

}  // namespace

void describe(Schema& schema, Deck& deck) {
  describe_run(schema, deck);
  describe_model(schema, deck.model);
  describe_data(schema, deck);
  describe_method(schema, deck);
  describe_output(schema, deck);
}

MethodSettings method_settings(const Deck& deck) {
  MethodSettings settings;
  settings.name = deck.method;
  settings.particles = deck.particles;
  const bool gibbs = deck.method == MethodName::paris_gibbs;
  settings.resampling =
      chosen(deck.resampling, resampling_names(), gibbs ? Resampling::multinomial : settings.resampling);
  settings.ess_threshold = deck.ess_threshold.value_or(settings.ess_threshold);
  settings.backward_draws = deck.backward_draws.value_or(settings.backward_draws);
  settings.trajectories = deck.trajectories.value_or(settings.trajectories);
  settings.chains = deck.chains.value_or(settings.chains);
  settings.sweeps = deck.sweeps.value_or(settings.sweeps);
  settings.burn_in = deck.burn_in.value_or(settings.burn_in);
  settings.functional = chosen(deck.functional, functional_names(), settings.functional);
  settings.annealing = chosen(deck.annealing, annealing_names(), settings.annealing);
  settings.on_extinction = chosen(deck.on_extinction, extinction_names(), settings.on_extinction);
  settings.look_ahead = deck.look_ahead.value_or(settings.look_ahead);
  settings.ess_target = deck.ess_target.value_or(settings.ess_target);
  settings.moves = deck.moves.value_or(settings.moves);
  settings.waste_free = deck.waste_free.value_or(settings.waste_free);
  return settings;
}

TableSettings table_settings(const Deck& deck) { return {deck.observe_every, deck.quantiles, deck.genealogy}; }

std::int64_t members(const Deck& deck) { return deck.replicas * deck.chains.value_or(1); }

std::string name_of(MethodName method) {
  for (const auto& [name, value] : method_names()) {
    if (value == method) return name;
  }
  return {};
}

std::vector<std::string> column_names(const Deck& deck) {
  std::istringstream words(deck.column);
  std::vector<std::string> names;
  for (std::string name; words >> name;) names.push_back(name);
  return names;
}

}  // namespace starling::smc
