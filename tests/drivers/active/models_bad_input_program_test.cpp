// Bad decks of mixtures, tumbling and walls, and a particle that gets through a wall.
#include <gtest/gtest.h>

#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::vector<Case> mixture_cases() {
  const std::string deck = "active_passive_mixture";
  return {
      {"one species", deck, {"--species.fractions=1"}, {"species.fractions", "from 2 to 8"}},
      {"nine species", deck, {"--species.fractions=0.2 .1 .1 .1 .1 .1 .1 .1 .1"}, {"from 2 to 8"}},
      {"one speed for two",
       deck,
       {"--species.self_propulsion=20"},
       {"species.self_propulsion", "1 speeds for 2 species"}},
      {"no speeds", deck, {"--species.self_propulsion="}, {"0 speeds for 2 species"}},
      {"fractions of too little", deck, {"--species.fractions=0.5, 0.4"}, {"add up to 1", "0.9"}},
      {"no fraction", deck, {"--species.fractions=0, 1"}, {"greater than 0"}},
      {"a word for a fraction", deck, {"--species.fractions=half, half"}, {"species.fractions"}},
      {"a negative speed", deck, {"--species.self_propulsion=20, -1"}, {"at least 0"}},
      {"the speed twice", deck, {"--dynamics.self_propulsion=20"}, {"dynamics.self_propulsion", "given twice"}},
      {"speeds of no species", deck, {"--species.fractions="}, {"species.self_propulsion", "needs species.fractions"}},
      {"a species of nobody", deck, {"--species.fractions=0.9999, 0.0001"}, {"has no particle"}},
      {"passive species",
       deck,
       {"--dynamics.model=brownian", "--dynamics.rotational_diffusion="},
       {"species.fractions", "does nothing with model = brownian"}},
  };
}

std::vector<Case> other_cases() {
  return {
      {"no tumble rate", "run_and_tumble", {"--dynamics.tumble_rate="}, {"dynamics.tumble_rate", "missing"}},
      {"tumbling at no rate", "run_and_tumble", {"--dynamics.tumble_rate=0"}, {"greater than 0"}},
      {"a tumble rate that does nothing", "abp_wca", {"--dynamics.tumble_rate=1"}, {"does nothing"}},
      {"chiral tumbling", "run_and_tumble", {"--dynamics.chirality=1"}, {"dynamics.chirality", "does nothing"}},
      {"walls of no stiffness", "walls", {"--force.wall_stiffness="}, {"force.wall_stiffness", "missing"}},
      {"a stiffness without walls", "abp_wca", {"--force.wall_stiffness=1"}, {"does nothing"}},
      {"a margin without walls", "abp_wca", {"--force.wall_margin=1"}, {"does nothing"}},
      {"walls across no axis", "walls", {"--force.wall_axis=z"}, {"force.wall_axis", "no such axis in 2"}},
      {"walls across an unknown axis", "walls", {"--force.wall_axis=w"}, {"force.wall_axis"}},
      {"springs through walls", "walls", {"--force.pair=spring"}, {"reaches through the walls"}},
      {"walls that meet", "walls", {"--force.wall_margin=12"}, {"force.wall_margin", "no space is left"}},
      {"walls that throw", "walls", {"--force.wall_stiffness=100"}, {"force.wall_stiffness", "1 / dynamics.time_step"}},
      {"pushing into walls",
       "walls",
       {"--force.pair=wca", "--system.start=uniform"},
       {"system.start", "start from a lattice"}},
  };
}

TEST(BadInput, OfMixtures) { expect_refused(mixture_cases(), Scratch()); }

TEST(BadInput, OfTumblingAndWalls) { expect_refused(other_cases(), Scratch()); }

TEST(Walls, AParticleThatGetsThroughEndsTheRun) {
  const Scratch scratch;
  const Outcome outcome =
      run(2, {deck_path("walls"), "--force.wall_stiffness=0.3", "--output.directory=run"}, scratch.folder());
  EXPECT_EQ(outcome.code, 3) << outcome.errors;
  for (const char* word : {"particle", "behind a wall", "force.wall_margin"}) {
    EXPECT_NE(outcome.errors.find(word), std::string::npos) << outcome.errors;
  }
}

}  // namespace
}  // namespace starling::test
