// Declaring and checking the keys of the diffusion deck.
#include "drivers/diffusion/deck.hpp"

#include "engine/run/population_keys.hpp"

namespace starling::diffusion {

namespace {

/// Whether sections name what the method reads, and nothing else.
void check_sections(const Schema& schema, const Deck& deck) {
  const auto check_one = [&](const Selection& section) {
    const Use use = deck.method->use_of(section.choice().word());
    const std::string key = section.choice().word() + ".name";
    const bool names = section.name() != "none" && section.name() != "exact";
    if (names && use == Use::never) schema.refuse(key, "does nothing with method.name = " + deck.method.name());
    if (!names && use == Use::required)
      schema.refuse(key, "is missing: method.name = " + deck.method.name() + " needs it");
  };
  check_one(deck.second);
  check_one(deck.process);
  check_one(deck.score);
  check_one(deck.solver);
  check_one(deck.correction);
  check_one(deck.reward);
}

}  // namespace

std::vector<Selection*> selections(Deck& deck) {
  return {&deck.method, &deck.target, &deck.second,     &deck.process,
          &deck.score,  &deck.solver, &deck.correction, &deck.reward};
}

void describe(Schema& schema, Deck& deck) {
  schema.section("run", "With which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.section("ensemble", "How many particles, in how many independent runs, and where they start.");
  declare_particles(schema, deck.particles);
  schema.key("replicas", deck.replicas, "independent runs, spread over the ranks; standard errors are over them")
      .at_least(1)
      .at_most(1e6);
  schema.key(
      "start", deck.start, {{"normal", Start::normal}, {"exact", Start::exact}, {"quantiles", Start::quantiles}},
      "without a correction: the noise of the first level alone, draws from the exact law there, or its quantiles");
  for (Selection* const section : selections(deck)) section->describe(schema);
  schema.section("output", "Where results go, and how often. A unit of work is a step of the solver.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "steps between rows of curves.csv; 0: none")
      .at_least(0)
      .may_change_on_restart();
  schema.key("samples_every", deck.samples_every, "steps between files of all particles; 0: only at the end")
      .at_least(0)
      .may_change_on_restart();
  schema.key("distances", deck.distances, "compare the particles of the end with the exact law, where that is known");
  declare_checkpoints(schema, deck, "steps");
}

void check(const Schema& schema, const Deck& deck) {
  schema.placing([&] {
    check_sections(schema, deck);
    deck.method->check(schema, deck);
  });
  constexpr std::int64_t most = std::int64_t{1} << 52;
  if (deck.replicas > most / deck.particles)
    schema.refuse("ensemble.replicas", "replicas times particles are more than 2^52");
}

}  // namespace starling::diffusion
