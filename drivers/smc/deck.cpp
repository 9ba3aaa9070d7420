// Declaring the keys of the smc deck.
#include "drivers/smc/deck.hpp"

#include <sstream>

#include "drivers/smc/methods/methods.hpp"
#include "drivers/smc/models/models.hpp"

namespace starling::smc {

namespace {

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

void describe_output(Schema& schema, Deck& deck) {
  schema.section("output", "Where results go, and how often. A unit of work is a time, of every sweep, or a rung.");
  declare_directory(schema, deck);
  schema
      .key("observe_every", deck.table.observe_every,
           "times between rows with means, variances and quantiles; 0: rows without them")
      .at_least(0)
      .may_change_on_restart();
  schema.key("quantiles", deck.table.quantiles, "probabilities of the quantiles in filter.csv")
      .greater_than(0)
      .less_than(1);
  schema.key("particles_every", deck.particles_every, "units between files of all particles; 0: none")
      .at_least(0)
      .may_change_on_restart();
  schema.key("genealogy", deck.table.genealogy, "keep the ancestors of all times and write genealogy.h5");
  declare_checkpoints(schema, deck, "units");
}

}  // namespace

std::vector<Selection*> selections(Deck& deck) { return {&deck.model, &deck.method}; }

void describe(Schema& schema, Deck& deck) {
  describe_run(schema, deck);
  deck.model.describe(schema);
  describe_data(schema, deck);
  deck.method.describe(schema);
  describe_output(schema, deck);
}

std::vector<std::string> column_names(const Deck& deck) {
  std::istringstream words(deck.column);
  std::vector<std::string> names;
  for (std::string name; words >> name;) names.push_back(name);
  return names;
}

}  // namespace starling::smc
