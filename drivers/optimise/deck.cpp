// Declaring and checking the keys of the optimise deck.
#include "drivers/optimise/deck.hpp"

#include "engine/run/population_keys.hpp"

namespace starling::optimise {

namespace {

bool has_model(const Deck& deck) { return !deck.objective.is_made() || deck.objective->needs_model(); }

}  // namespace

std::vector<Selection*> selections(Deck& deck) {
  if (deck.objective.is_made() && deck.objective->needs_model()) return {&deck.objective, &deck.model, &deck.method};
  return {&deck.objective, &deck.method};
}

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "With which random numbers, and for how long.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.key("steps", deck.steps, "steps of every slot, at most").required().at_least(1).may_change_on_restart();
  schema
      .key("tolerance", deck.tolerance,
           "a replica ends where the mean square distance of its slots from their consensus was below this; 0: never")
      .at_least(0);
  schema.key("target_cost", deck.target_cost, "a replica ends where a slot has found this cost").unset_means("never");
  schema
      .key("success_within", deck.success_within,
           "a known minimum counts as found within this distance along each coordinate, or of this cost")
      .greater_than(0);
  schema.section("ensemble", "How many slots look for the minimum, in how many independent runs.");
  declare_particles(schema, deck.particles);
  schema.key("replicas", deck.replicas, "independent runs, spread over the ranks; standard errors are over them")
      .at_least(1)
      .at_most(1e6);
  deck.objective.describe(schema);
  if (has_model(deck)) {
    deck.model.describe(schema);
    smc::describe_data(schema, deck);
  }
  schema.section("start", "Where slots start: anywhere in a box, or all at a point.");
  schema.key("lower", deck.lower, "least coordinates: a list, or one number for all").unset_means("the objective's");
  schema.key("upper", deck.upper, "largest coordinates, likewise").unset_means("the objective's");
  schema.key("point", deck.point, "all slots start here: a list, or one number for all").unset_means("in the box");
  deck.method.describe(schema);
  schema.section("output", "Where results go, and how often. A unit of work is a step.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "steps between rows of consensus.csv; 0: none")
      .at_least(0)
      .may_change_on_restart();
  declare_checkpoints(schema, deck, "steps");
}

void check(const Schema& schema, const Deck& deck) {
  schema.placing([&] { deck.objective->check(); });
  if (deck.objective->needs_model()) {
    const auto* const model = dynamic_cast<const smc::ChosenModel*>(&*deck.model);
    if (model == nullptr) {
      schema.refuse("model.name",
                    fmt::format("objective.name = {} needs a model that moves in time; {} is a static target",
                                deck.objective.name(), deck.model.name()));
    }
    schema.placing([&] { deck.objective->check_model(*model); });
    smc::check_data(schema, deck);
  }
  if (deck.lower.empty() != deck.upper.empty())
    schema.refuse(deck.lower.empty() ? "start.lower" : "start.upper", "is missing: a box has both");
  if (!deck.point.empty() && !deck.lower.empty())
    schema.refuse("start.point", "there is a box already: give one of the two");
  if (!deck.point.empty() && !deck.method->leaves_a_point()) {
    schema.refuse("start.point",
                  fmt::format("with method.name = {} slots that start at one point stay there", deck.method.name()));
  }
  constexpr std::int64_t most = std::int64_t{1} << 52;
  if (deck.replicas > most / deck.particles)
    schema.refuse("ensemble.replicas", "replicas times particles are more than 2^52");
}

}  // namespace starling::optimise
