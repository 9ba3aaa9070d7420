// Two swimmers on a ring, in their relative coordinate, against a Fokker-Planck solution on a grid.
#include <gtest/gtest.h>

#include "engine/population/records.hpp"
#include "tests/physics/active/population.hpp"

namespace starling {
namespace {

using namespace testing_support;

active::Deck ring_deck(double dt) {
  active::Deck deck = bare_deck(1, 20000, 16.0, dt);
  deck.dynamics["self_propulsion"] = 0.25;
  deck.dynamics["relaxation_rate"] = 0.1;
  deck.dynamics["translational_diffusion"] = 0.1;
  deck.strength = 2.5;
  deck.force["steepness"] = 7.5;
  deck.external = "ring_pair";
  return deck;
}

std::vector<Estimate> run_ring(const Communicator& world, double dt) {
  const active::Deck deck = ring_deck(dt);
  Population<1> population(world, deck);
  population.advance(std::llround(60.0 / dt));
  // Particles near the middle, as a density.
  const auto density = [&](const active::Moments&) {
    const auto& now = population.simulation().particles();
    std::int64_t inside = 0;
    for (const double x : to_host<double>(now.now().position, now.owned())) inside += std::abs(x - 8.0) < 0.25 ? 1 : 0;
    return static_cast<double>(world.sum(inside)) / (0.5 * static_cast<double>(deck.particles));
  };
  return population.average(
      320, std::llround(2.0 / dt),
      {observable(deck, "entropy_production_rate"), observable(deck, "entropy_production_rate_from_forces"),
       observable(deck, "activity_dot_force"), observable(deck, "force_divergence"), density});
}

TEST(Ring, HasTheEntropyProductionOfTheFokkerPlanckEquation) {
  const Communicator world(MPI_COMM_WORLD);
  const auto coarse = run_ring(world, 0.04);
  const auto fine = run_ring(world, 0.02);
  const auto limit = [&](std::size_t k) { return extrapolate(coarse[k], fine[k]); };
  expect_equal("EPR", limit(0), 0.3970, 0.035, 1e-3);
  expect_equal("EPR from forces", limit(1), 0.3970, 0.035, 1e-3);
  expect_equal("E[g F]", limit(2), -0.0912, 0.05, 3e-4);
  expect_equal("E[div F]", limit(3), -0.2973, 0.03, 1e-3);
  expect_equal("density in the middle", limit(4), 0.0576, 0.06, 5e-4);
}

TEST(Ring, WithoutForceTheEntropyProductionIsThatOfFreeSwimmers) {
  const Communicator world(MPI_COMM_WORLD);
  active::Deck deck = ring_deck(0.02);
  deck.external = "none";
  Population<1> population(world, deck);
  population.advance(10);
  EXPECT_DOUBLE_EQ(observable(deck, "entropy_production_rate")(population.moments()), 0.625);
}

}  // namespace
}  // namespace starling
