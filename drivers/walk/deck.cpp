// Declaring and checking the keys of the walk deck.
#include "drivers/walk/deck.hpp"

#include <algorithm>

#include "drivers/walk/node_table.hpp"
#include "engine/deck/words.hpp"

namespace starling::walk {

namespace {

void describe_walk(Schema& schema, Deck& deck) {
  WalkSettings& walk = deck.walk;
  schema.section("walk", "How tokens move: each is repelled by what it has visited.");
  schema.key("method", walk.method, {{"srrw", Method::srrw}, {"hdt", Method::hdt}},
             "self-repelling random walk, or history-driven target");
  schema.key(
      "base", walk.base, {{"simple", Base::simple}, {"metropolis", Base::metropolis}},
      "the chain that is repelled: to a uniform neighbour, with the degree for its law mu; or by Metropolis, with "
      "a law mu that is uniform or given by walk.weights");
  schema.key("weights", walk.weights, "CSV with columns node and weight: mu, up to a factor")
      .unset_means("uniform with walk.base = metropolis");
  schema.key("repulsion", walk.repulsion, "exponent of the repulsion; 0: none").at_least(0).at_most(50).symbol("alpha");
  schema.key("step_exponent", walk.step_exponent, "of the steps (n + 1)^-a by which visits count")
      .greater_than(0.5)
      .at_most(1)
      .symbol("a");
  schema.key("start", walk.start, "label of the node where all tokens start").at_least(0).unset_means("drawn from mu");
}

/// Refuses columns that would give two results one name.
void check_names(const Schema& schema, const Deck& deck) {
  std::vector<std::string> taken{"replica",           "step",           "mean_square", "mean_square_predicted",
                                 "mean_square_limit", "total_variation"};
  const auto take = [&](const std::string& name) {
    for (const char* suffix : {"", "_variance", "_predicted", "_variance_limit"}) {
      const std::string result = name + suffix;
      if (std::find(taken.begin(), taken.end(), result) != taken.end())
        schema.refuse("functions.columns",
                      fmt::format("'{}' gives a second result of the name {}: rename the column{}", name, result,
                                  name == "degree" ? ", or set functions.degree = false" : ""));
      taken.push_back(result);
    }
  };
  if (deck.degree) take("degree");
  for (const std::string& name : words_in(deck.columns)) {
    if (name.starts_with("theta_"))
      schema.refuse("functions.columns",
                    fmt::format("'{}' is a name of what objectives find: rename the column", name));
    take(name);
  }
}

}  // namespace

std::vector<Selection*> selections(Deck& deck) { return {&deck.graph, &deck.objective}; }

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "How long, how often, and with which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.key("steps", deck.steps, "steps of every token").required().at_least(1).at_most(1e15).may_change_on_restart();
  schema.key("tokens", deck.tokens, "independent tokens of a replica; at least 2, for a variance")
      .required()
      .at_least(2)
      .at_most(2e9);
  schema.key("replicas", deck.replicas, "independent sets of tokens; errors are over them where there are several")
      .at_least(1)
      .at_most(1e6);
  deck.graph.describe(schema);
  describe_walk(schema, deck);
  schema.section("functions", "Functions of a node, whose means under mu the visits estimate.");
  schema.key("degree", deck.degree, "the number of neighbours");
  schema.key("file", deck.functions, "CSV with a column node and others").unset_means("none");
  schema.key("columns", deck.columns, "names of its columns, with blanks between").unset_means("none");
  deck.objective.describe(schema);
  schema.section("output", "Where results go, and how often. A unit of work is a step of every token.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "steps between rows of walk.csv; 0: none")
      .at_least(0)
      .may_change_on_restart();
  schema
      .key("visits_every", deck.visits_every,
           "steps between files of places and visits of all tokens; 0: only at the end")
      .at_least(0)
      .may_change_on_restart();
  declare_checkpoints(schema, deck, "steps");
}

void check(const Schema& schema, const Deck& deck) {
  schema.placing([&] {
    deck.graph->check();
    deck.objective->check();
  });
  if (deck.walk.base == Base::simple && !deck.walk.weights.empty())
    schema.refuse("walk.weights", "does nothing with walk.base = simple, whose law is the degree");
  if (deck.functions.empty() != deck.columns.empty())
    schema.refuse(deck.functions.empty() ? "functions.columns" : "functions.file",
                  "functions.file and functions.columns belong together");
  check_names(schema, deck);
}

}  // namespace starling::walk
