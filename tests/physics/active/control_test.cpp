// Interacting particles whose stationary density is known: the driven control and its passive counterpart.
#include <gtest/gtest.h>

#include "engine/comm/exact_sum.hpp"
#include "engine/population/records.hpp"
#include "tests/physics/active/population.hpp"

namespace starling {
namespace {

using namespace testing_support;

constexpr double control_coupling = 0.5;
constexpr std::int64_t soft_particles = 1024;

active::Deck soft_deck(const std::string& model, double dt) {
  active::Deck deck = bare_deck(2, soft_particles, std::sqrt(3.141592653589793 * soft_particles / 0.5), dt);
  deck.model = model;
  deck.start = active::Start::lattice;
  deck.dynamics["translational_diffusion"] = 1.0;
  deck.pair = "softplus";
  deck.strength = 2.0;
  deck.force["steepness"] = 7.5;
  deck.force["cutoff"] = 3.5;
  deck.largest_displacement = 2.0;
  if (model == "exact_control") {
    deck.dynamics["coupling"] = control_coupling;
    deck.dynamics["relaxation_rate"] = 1.0;
  }
  return deck;
}

/// E|F|^2, E[div F], their sum, E|g|^2, E[g.F], and the program's two rates where it has them. Every rank
/// runs a system of its own: small ones do not gain from sharing.
std::vector<Estimate> run_soft(const Communicator& world, const std::string& model, double dt) {
  const Communicator alone = world.split(world.rank());
  active::Deck deck = soft_deck(model, dt);
  deck.seed += static_cast<std::uint64_t>(world.rank());
  Population<2> population(alone, deck);
  population.advance(std::llround(15.0 / dt));
  std::vector<std::function<double(const active::Moments&)>> values{
      observable(deck, "force_squared"), observable(deck, "force_divergence"),
      [](const active::Moments& m) { return m.force_squared + m.force_divergence; },
      [](const active::Moments& m) { return m.drive_squared; },
      [](const active::Moments& m) { return m.drive_dot_force; }};
  if (model == "exact_control") {
    values.push_back(observable(deck, "entropy_production_rate"));
    values.push_back(observable(deck, "entropy_production_rate_from_forces"));
  }
  return combine(world, population.average(640 / world.size(), std::llround(0.25 / dt), values));
}

std::vector<Estimate> extrapolated(const Communicator& world, const std::string& model) {
  const auto coarse = run_soft(world, model, 0.02);
  const auto fine = run_soft(world, model, 0.01);
  std::vector<Estimate> limits;
  for (std::size_t k = 0; k < coarse.size(); ++k) limits.push_back(extrapolate(coarse[k], fine[k]));
  return limits;
}

TEST(Control, DrivenAndPassiveParticlesHaveTheBoltzmannDensity) {
  const Communicator world(MPI_COMM_WORLD);
  const auto driven = extrapolated(world, "exact_control");
  const auto passive = extrapolated(world, "brownian");
  const double force_squared = driven[0].value;
  const double bias = 0.003 * force_squared;
  expect_equal("E|F|^2 + E[div F], driven", driven[2], 0.0, 0.08 * force_squared, bias);
  expect_equal("E|F|^2 + E[div F], passive", passive[2], 0.0, 0.08 * force_squared, bias);
  expect_equal("E|g|^2", driven[3], 2.0, 0.035);
  expect_equal("E[g.F]", driven[4], 0.0, 0.05 * std::sqrt(force_squared));
  const Estimate difference{driven[0].value - passive[0].value, std::hypot(driven[0].error, passive[0].error)};
  expect_equal("E|F|^2, driven less passive", difference, 0.0, 0.08 * force_squared, bias);
  // sigma = omega^2 (d / eps + E|F|^2 / gamma), with the passive particles' force.
  const double sigma = control_coupling * control_coupling * (2.0 + passive[0].value);
  const double uncertainty = 5.0 * control_coupling * control_coupling * passive[0].error;
  expect_equal("EPR", driven[5], sigma, 0.05, uncertainty);
  expect_equal("EPR from forces", driven[6], sigma, 0.05, uncertainty);
}

TEST(Control, PairForcesHaveNoNetForce) {
  const Communicator world(MPI_COMM_WORLD);
  const active::Deck deck = soft_deck("exact_control", 0.01);
  Population<2> population(world, deck);
  population.advance(200);
  static_cast<void>(population.moments());
  const auto& now = population.simulation().particles();
  const auto force = to_host<double>(now.force(), 2 * now.stride());
  for (std::int64_t d = 0; d < 2; ++d) {
    const auto first = force.begin() + d * now.stride();
    const std::vector<double> component(first, first + now.owned());
    std::vector<double> sizes;
    for (const double f : component) sizes.push_back(std::abs(f));
    const double size = exact_sum(world, sizes);
    EXPECT_GT(size, 1.0);
    EXPECT_LT(std::abs(exact_sum(world, component)), 1e-13 * size);
  }
  EXPECT_EQ(world.sum(now.owned()), soft_particles);
}

}  // namespace
}  // namespace starling
