// Declaring the keys of the smc deck.
#include "drivers/smc/deck.hpp"

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

}  // namespace starling::smc
