// Active Ornstein-Uhlenbeck particles in a trap, alone and tied by springs: linear systems with exact covariances, in
// discrete time as in continuous time.
#include <gtest/gtest.h>

#include <array>

#include "tests/physics/active/population.hpp"

namespace starling {
namespace {

using namespace testing_support;

constexpr double kappa = 0.05;
constexpr double epsilon = 0.1;
constexpr double relaxation = 0.1;
constexpr double v0 = 0.2;

/// Stationary covariances of one mode of stiffness h under the time step's own recursion; dt = 0 is continuous time.
struct Mode {
  double xg;
  double xx;

  Mode(double h, double dt) {
    if (dt == 0.0) {
      xg = v0 / (h + relaxation);
      xx = epsilon / h + v0 * v0 / (h * (h + relaxation));
      return;
    }
    const double a = std::exp(-relaxation * dt);
    const double b = 1.0 - h * dt;
    xg = a * dt * v0 / (1.0 - a * b);
    xx = (2.0 * b * dt * v0 * xg + dt * dt * v0 * v0 + 2.0 * epsilon * dt) / (1.0 - b * b);
  }
};

active::Deck trap_deck(int dimension, std::int64_t particles, double edge, double dt) {
  active::Deck deck = bare_deck(dimension, particles, edge, dt);
  deck.seed = 1 + static_cast<std::uint64_t>(dimension);
  deck.start = active::Start::blob;
  deck.dynamics["self_propulsion"] = v0;
  deck.dynamics["relaxation_rate"] = relaxation;
  deck.dynamics["translational_diffusion"] = epsilon;
  deck.external = "harmonic_trap";
  deck.force["trap_stiffness"] = kappa;
  return deck;
}

template <int D>
std::vector<Estimate> run_trap(const Communicator& world, double dt) {
  const active::Deck deck = trap_deck(D, 20000, 12.0, dt);
  Population<D> population(world, deck);
  population.advance(std::llround(200.0 / dt));
  return population.average(200, std::llround(4.0 / dt),
                            {observable(deck, "position_activity_covariance"), observable(deck, "position_variance"),
                             observable(deck, "activity_variance"), observable(deck, "entropy_production_rate"),
                             observable(deck, "entropy_production_rate_from_forces")});
}

template <int D>
void expect_trap() {
  const Communicator world(MPI_COMM_WORLD);
  constexpr double dt = 0.4;
  const auto coarse = run_trap<D>(world, dt);
  const auto fine = run_trap<D>(world, 0.5 * dt);
  const Mode discrete(kappa, dt);
  expect_equal("C_xg", coarse[0], discrete.xg, 0.02);
  expect_equal("C_xx", coarse[1], discrete.xx, 0.02);
  expect_equal("C_gg", coarse[2], 1.0, 0.02);
  expect_equal("EPR", coarse[3], D * v0 / epsilon * (v0 - kappa * discrete.xg), 0.02);
  expect_equal("EPR from forces", coarse[4], D * ((v0 * v0 - kappa * kappa * discrete.xx) / epsilon + kappa), 0.02);
  // The limit of continuous time: sigma = v0^2 gamma / (eps (kappa + gamma)) a dimension.
  const Mode limit(kappa, 0.0);
  const double sigma = D * v0 * v0 * relaxation / (epsilon * (kappa + relaxation));
  expect_equal("C_xg, dt -> 0", extrapolate(coarse[0], fine[0]), limit.xg, 0.03, 1e-3 * limit.xg);
  expect_equal("C_xx, dt -> 0", extrapolate(coarse[1], fine[1]), limit.xx, 0.03, 1e-3 * limit.xx);
  expect_equal("EPR, dt -> 0", extrapolate(coarse[3], fine[3]), sigma, 0.03, 1e-3 * sigma);
  expect_equal("EPR from forces, dt -> 0", extrapolate(coarse[4], fine[4]), sigma, 0.03, 1e-3 * sigma);
}

TEST(Trap, HasTheExactCovariancesAndEntropyProductionOnALine) { expect_trap<1>(); }
TEST(Trap, HasTheExactCovariancesAndEntropyProductionInThePlane) { expect_trap<2>(); }
TEST(Trap, HasTheExactCovariancesAndEntropyProductionInSpace) { expect_trap<3>(); }

TEST(Trap, WithoutTranslationalNoiseOnlyTheActivityHasAFiniteRate) {
  const Communicator world(MPI_COMM_WORLD);
  constexpr double dt = 0.4;
  active::Deck deck = trap_deck(2, 20000, 12.0, dt);
  deck.dynamics["translational_diffusion"] = 0.0;
  Population<2> population(world, deck);
  population.advance(500);
  const auto found = population.average(
      200, 10, {observable(deck, "position_variance"), observable(deck, "entropy_production_rate_activity")});
  const double a = std::exp(-relaxation * dt);
  const double b = 1.0 - kappa * dt;
  const double xg = a * dt * v0 / (1.0 - a * b);
  expect_equal("C_xx", found[0], (2.0 * b * dt * v0 * xg + dt * dt * v0 * v0) / (1.0 - b * b), 0.02);
  // v0^2 gamma kappa / (eps (kappa + gamma)^2 + v0^2 gamma) at eps = 0, twice.
  EXPECT_DOUBLE_EQ(found[1].value, 2.0 * kappa);
}

/// Everybody in the middle of the box, so that springs never reach across it.
MemberState gathered(std::int64_t particles, double edge) {
  MemberState state{{{"start_digest", 0}}, {{"position", 2, {}}, {"image", 2, {}}, {"activity", 2, {}}}};
  for (std::int64_t id = 0; id < particles; ++id) {
    const double offset = 1e-3 * static_cast<double>(id);
    const std::array<double, 2> place{0.5 * edge + offset, 0.5 * edge - offset};
    state.columns[0].values.insert(state.columns[0].values.end(), place.begin(), place.end());
  }
  state.columns[1].values.assign(2 * particles, 0.0);
  state.columns[2].values.assign(2 * particles, 0.0);
  return state;
}

/// Every rank runs a system of its own: small ones do not gain from sharing.
void expect_springs(std::int64_t particles, double strength, std::int64_t samples) {
  const Communicator world(MPI_COMM_WORLD);
  constexpr double dt = 0.2;
  constexpr double edge = 400.0;
  active::Deck deck = trap_deck(2, particles, edge, dt);
  deck.pair = "spring";
  deck.strength = strength;
  deck.seed += static_cast<std::uint64_t>(world.rank());
  const Communicator alone = world.split(world.rank());
  const MemberState start = gathered(particles, edge);
  Population<2> population(alone, deck, &start);
  population.advance(1500);
  const auto found = combine(
      world, population.average(
                 samples / world.size(), 25,
                 {observable(deck, "position_activity_covariance"), observable(deck, "position_variance"),
                  observable(deck, "entropy_production_rate"), observable(deck, "entropy_production_rate_from_forces"),
                  observable(deck, "force_divergence")}));
  const auto n = static_cast<double>(particles);
  const double stiff = kappa + n * strength;
  const Mode slow(kappa, dt);
  const Mode fast(stiff, dt);
  const auto mean = [&](double of_slow, double of_fast) { return (of_slow + (n - 1.0) * of_fast) / n; };
  const double divergence = -(kappa + (n - 1.0) * strength);
  expect_equal("C_xg", found[0], mean(slow.xg, fast.xg), 0.06);
  expect_equal("C_xx", found[1], mean(slow.xx, fast.xx), 0.12);
  expect_equal("EPR", found[2], 2.0 * v0 / epsilon * (v0 - mean(kappa * slow.xg, stiff * fast.xg)), 0.06);
  const double force_squared = mean(kappa * kappa * slow.xx, stiff * stiff * fast.xx);
  expect_equal("EPR from forces", found[3], 2.0 * ((v0 * v0 - force_squared) / epsilon - divergence), 0.09);
  EXPECT_NEAR(found[4].value, 2.0 * divergence, 1e-9);
}

TEST(Springs, SixteenParticles) { expect_springs(16, 0.02, 48000); }
TEST(Springs, SixtyFourParticles) { expect_springs(64, 0.002, 6000); }

/// With A = E[x.u] and B = E[x.u_perp]: (kappa + D_r) A - omega B = v0 and (kappa + D_r) B + omega A = 0.
TEST(Trap, TurningSwimmersFeelAForceAcrossTheirHeading) {
  const Communicator world(MPI_COMM_WORLD);
  constexpr double dt = 0.02;
  constexpr double diffusion = 0.3;
  constexpr double omega = 0.8;
  active::Deck deck = bare_deck(2, 20000, 40.0, dt);
  deck.start = active::Start::blob;
  deck.model = "active_brownian";
  deck.dynamics["self_propulsion"] = 1.5;
  deck.dynamics["translational_diffusion"] = 0.2;
  deck.dynamics["rotational_diffusion"] = diffusion;
  deck.dynamics["chirality"] = omega;
  deck.external = "harmonic_trap";
  deck.force["trap_stiffness"] = 0.5;
  Population<2> population(world, deck);
  population.advance(1000);
  const auto found =
      population.average(100, 50,
                         {observable(deck, "activity_cross_force"), observable(deck, "activity_dot_force"),
                          observable(deck, "position_variance"), observable(deck, "potential_energy"),
                          observable(deck, "entropy_production_rate")});
  const double rate = 0.5 + diffusion;
  const double along = 1.5 * rate / (rate * rate + omega * omega);
  const double variance = (2.0 * 0.2 + 1.5 * along) / 0.5 / 2.0;
  // What Euler's steps leave is of the order of kappa dt.
  expect_equal("u_perp.F", found[0], 0.5 * omega * along / rate, 0.05, 0.02 * 0.5 * along);
  expect_equal("u.F", found[1], -0.5 * along, 0.05, 0.02 * 0.5 * along);
  expect_equal("variance", found[2], variance, 0.05, 0.02 * variance);
  expect_equal("energy", found[3], 0.5 * 0.5 * 2.0 * variance, 0.05, 0.02 * variance);
  const double sigma = 1.5 * (1.5 - 0.5 * along) / 0.2 + omega * omega / diffusion;
  expect_equal("EPR", found[4], sigma, 0.02, 0.01 * sigma);
}

}  // namespace
}  // namespace starling
