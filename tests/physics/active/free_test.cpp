// Free particles: mean-square displacements and the memory of orientations.
#include <gtest/gtest.h>

#include <complex>

#include "engine/comm/exact_sum.hpp"
#include "engine/population/records.hpp"
#include "tests/physics/active/population.hpp"

namespace starling {
namespace {

using namespace testing_support;

constexpr double free_time_step = 0.02;
constexpr int windows = 20;
constexpr int lags[3] = {20, 100, 300};

/// Correlation of a particle's drive (f(0).f(m dt)) after m steps.
using Correlation = std::function<double(int m)>;

/// 2 d D t + v0^2 dt^2 sum over pairs of steps of their drives' correlation: exact for the scheme.
double exact_displacement(int d, double diffusion, double v0, int steps, const Correlation& correlation) {
  double sum = steps * correlation(0);
  for (int m = 1; m < steps; ++m) sum += 2.0 * (steps - m) * correlation(m);
  return 2.0 * d * diffusion * steps * free_time_step + v0 * v0 * free_time_step * free_time_step * sum;
}

template <int D>
void expect_displacements(active::Deck deck, const Correlation& correlation) {
  const Communicator world(MPI_COMM_WORLD);
  deck.displacement_lag = 1;
  Population<D> population(world, deck);
  BlockAverage averages[3];
  population.advance(1);
  for (int window = 0; window < windows; ++window) {
    population.simulation().reset_origins();
    int done = 0;
    for (int k = 0; k < 3; ++k) {
      population.advance(lags[k] - done);
      done = lags[k];
      averages[k].push(population.moments().displacement_squared);
    }
  }
  for (int k = 0; k < 3; ++k) {
    const double exact = exact_displacement(D, *given(deck.dynamics, "translational_diffusion"),
                                            *given(deck.dynamics, "self_propulsion"), lags[k], correlation);
    expect_equal(fmt::format("MSD after {} steps", lags[k]), estimate(averages[k]), exact, 0.02);
  }
}

active::Deck free_deck(int dimension, const std::string& model) {
  active::Deck deck = bare_deck(dimension, 20000, 10.0, free_time_step);
  deck.model = model;
  deck.dynamics["self_propulsion"] = 1.3;
  deck.dynamics["translational_diffusion"] = 0.1;
  return deck;
}

TEST(Free, OrnsteinUhlenbeckParticlesSpreadAsTheyShould) {
  active::Deck deck = free_deck(2, "active_ou");
  deck.dynamics["relaxation_rate"] = 0.7;
  expect_displacements<2>(deck, [](int m) { return 2.0 * std::exp(-0.7 * m * free_time_step); });
  // The formula of continuous time, 2 d eps t + (2 d v0^2 / gamma^2) (gamma t - 1 + e^(-gamma t)).
  const double t = 300 * free_time_step;
  const double continuous = 4.0 * 0.1 * t + 4.0 * 1.69 / 0.49 * (0.7 * t - 1.0 + std::exp(-0.7 * t));
  const double discrete =
      exact_displacement(2, 0.1, 1.3, 300, [](int m) { return 2.0 * std::exp(-0.7 * m * free_time_step); });
  EXPECT_NEAR(discrete, continuous, 1e-3 * continuous);
}

TEST(Free, BrownianParticlesInThePlaneSpreadAsTheyShould) {
  active::Deck deck = free_deck(2, "active_brownian");
  deck.dynamics["rotational_diffusion"] = 0.6;
  expect_displacements<2>(deck, [](int m) { return std::exp(-0.6 * m * free_time_step); });
}

TEST(Free, ChiralParticlesSpreadAsTheyShould) {
  active::Deck deck = free_deck(2, "active_brownian");
  deck.dynamics["rotational_diffusion"] = 0.3;
  deck.dynamics["chirality"] = 1.5;
  const Correlation correlation = [](int m) {
    return std::exp(-0.3 * m * free_time_step) * std::cos(1.5 * m * free_time_step);
  };
  expect_displacements<2>(deck, correlation);
  // In continuous time 4 D_t t + 2 v0^2 Re[(z t - 1 + e^(-z t)) / z^2], z = D_r + i omega; in the end
  // D = D_t + v0^2 D_r / (2 (D_r^2 + omega^2)).
  const std::complex<double> z(0.3, 1.5);
  const auto continuous = [&](double t) {
    return 0.4 * t + 2.0 * 1.69 * std::real((z * t - 1.0 + std::exp(-z * t)) / (z * z));
  };
  for (const int steps : lags) {
    EXPECT_NEAR(exact_displacement(2, 0.1, 1.3, steps, correlation), continuous(steps * free_time_step),
                1e-3 * continuous(steps * free_time_step));
  }
  EXPECT_NEAR((continuous(300.0) - continuous(200.0)) / 400.0, 0.1 + 1.69 * 0.3 / (2.0 * (0.09 + 2.25)), 1e-12);
  const Communicator world(MPI_COMM_WORLD);
  Population<2> population(world, deck);
  EXPECT_NEAR(observable(deck, "entropy_production_rate")(population.moments()), 1.69 / 0.1 + 2.25 / 0.3, 1e-9);
}

/// Tumbling forgets at the rate alpha in any dimension, exactly in discrete time.
template <int D>
void expect_tumbling() {
  active::Deck deck = free_deck(D, "run_and_tumble");
  deck.dynamics["tumble_rate"] = 0.8;
  expect_displacements<D>(deck, [](int m) { return std::exp(-0.8 * m * free_time_step); });
  const Communicator world(MPI_COMM_WORLD);
  Population<D> population(world, deck);
  EXPECT_NEAR(observable(deck, "entropy_production_rate")(population.moments()), 1.69 / 0.1, 1e-9);
  const double t = 300 * free_time_step;
  const double continuous = 2.0 * D * 0.1 * t + 2.0 * 1.69 / 0.64 * (0.8 * t - 1.0 + std::exp(-0.8 * t));
  EXPECT_NEAR(exact_displacement(D, 0.1, 1.3, 300, [](int m) { return std::exp(-0.8 * m * free_time_step); }),
              continuous, 1e-3 * continuous);
}

TEST(Free, RunAndTumbleParticlesOnALineSpreadAsTheyShould) { expect_tumbling<1>(); }
TEST(Free, RunAndTumbleParticlesInThePlaneSpreadAsTheyShould) { expect_tumbling<2>(); }
TEST(Free, RunAndTumbleParticlesInSpaceSpreadAsTheyShould) { expect_tumbling<3>(); }

/// Each species spreads at its own speed, and the mixture as their mean.
TEST(Free, SpeciesSpreadEachAtItsOwnSpeed) {
  const Communicator world(MPI_COMM_WORLD);
  active::Deck deck = free_deck(2, "active_brownian");
  deck.dynamics["rotational_diffusion"] = 0.6;
  deck.dynamics["self_propulsion"].reset();
  deck.species_fractions = {0.5, 0.2, 0.3};
  deck.species_self_propulsion = {1.3, 0.0, 2.0};
  deck.displacement_lag = 1;
  Population<2> population(world, deck);
  constexpr int lag = 100;
  BlockAverage averages[3];
  active::Moments last;
  for (int window = 0; window < windows; ++window) {
    population.simulation().reset_origins();
    population.advance(lag);
    last = population.moments();
    for (int s = 0; s < 3; ++s) averages[s].push(last.species[s].displacement_squared);
  }
  double mean = 0.0;
  for (int s = 0; s < 3; ++s) {
    const double exact = exact_displacement(2, 0.1, deck.species_self_propulsion[s], lag,
                                            [](int m) { return std::exp(-0.6 * m * free_time_step); });
    expect_equal(fmt::format("MSD of species {}", s), estimate(averages[s]), exact, 0.05);
    mean += deck.species_fractions[s] * last.species[s].displacement_squared;
  }
  EXPECT_NEAR(last.displacement_squared, mean, 1e-12 * mean);
  EXPECT_NEAR(observable(deck, "entropy_production_rate")(last), (0.5 * 1.69 + 0.3 * 4.0) / 0.1, 1e-9);
  EXPECT_NEAR(observable(deck, "effective_speed")(last), 0.5 * 1.3 + 0.3 * 2.0, 1e-12);
  EXPECT_EQ(observable(deck, "effective_speed_species_3")(last), 2.0);
  const double density = 20000.0 / 100.0;
  EXPECT_NEAR(observable(deck, "pressure")(last), density * (0.1 + (0.5 * 1.69 + 0.3 * 4.0) / (2.0 * 0.6)), 1e-9);
}

TEST(Free, BrownianParticlesInSpaceSpreadAsTheyShould) {
  active::Deck deck = free_deck(3, "active_brownian");
  deck.dynamics["rotational_diffusion"] = 0.4;
  expect_displacements<3>(deck, [](int m) { return std::exp(-2.0 * 0.4 * m * free_time_step); });
}

/// D_r dt = 0.1, where projected increments would forget a quarter too slowly.
TEST(Free, BrownianParticlesInSpaceSpreadAsTheyShouldInLongSteps) {
  active::Deck deck = free_deck(3, "active_brownian");
  deck.dynamics["rotational_diffusion"] = 5.0;
  deck.dynamics["self_propulsion"] = 6.5;
  expect_displacements<3>(deck, [](int m) { return std::exp(-2.0 * 5.0 * m * free_time_step); });
  // What is left of the step: the diffusion coefficient v0^2 / (6 D_r) times (z/2) coth(z/2), z = 2 D_r dt.
  const auto exact = [](int steps) {
    return exact_displacement(3, 0.0, 6.5, steps, [](int m) { return std::exp(-10.0 * m * free_time_step); });
  };
  EXPECT_NEAR((exact(3000) - exact(2000)) / (6.0 * 1000 * free_time_step), 6.5 * 6.5 / 30.0 * 0.1 / std::tanh(0.1),
              1e-9);
}

/// u(0).u(t) = e^(-2 D_r t) at D_r dt = 0.008, 0.02 and 0.1.
TEST(Free, OrientationsInSpaceAreForgottenAtTheRightRate) {
  const Communicator world(MPI_COMM_WORLD);
  for (const double rotational_diffusion : {0.4, 1.0, 5.0}) {
    active::Deck deck = free_deck(3, "active_brownian");
    deck.particles = 100000;
    deck.dynamics["rotational_diffusion"] = rotational_diffusion;
    Population<3> population(world, deck);
    population.advance(1);
    const auto layout = record_layout(population.simulation().particles());
    const std::vector<double> before = save_records(population.simulation().particles());
    int done = 0;
    for (const int lag : {1, 5, 10}) {
      population.advance(lag - done);
      done = lag;
      const std::vector<double> after = save_records(population.simulation().particles());
      std::vector<double> dots;
      std::vector<double> squares;
      for (std::size_t at = 0; at < after.size(); at += layout.size()) {
        ASSERT_EQ(before[at], after[at]) << "free particles stay where they are stored";
        double dot = 0.0;
        double length = 0.0;
        for (int d = 0; d < 3; ++d) {
          dot += before[at + layout.activity + d] * after[at + layout.activity + d];
          length += after[at + layout.activity + d] * after[at + layout.activity + d];
        }
        ASSERT_NEAR(length, 1.0, 1e-15);
        dots.push_back(dot);
        squares.push_back(dot * dot);
      }
      const auto count = static_cast<double>(deck.particles);
      const double mean = exact_sum(world, dots) / count;
      const double error = std::sqrt((exact_sum(world, squares) / count - mean * mean) / count);
      const double exact = std::exp(-2.0 * rotational_diffusion * lag * free_time_step);
      expect_equal(fmt::format("u(0).u({} dt), D_r = {}", lag, rotational_diffusion), {mean, error}, exact, 0.08);
    }
  }
}

}  // namespace
}  // namespace starling
