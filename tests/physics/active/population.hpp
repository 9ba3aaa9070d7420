// Steps a population without writing files, and averages what it does with error bars.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "drivers/active/observables/measurement.hpp"
#include "drivers/active/observables/observables.hpp"
#include "engine/comm/exact_sum.hpp"
#include "engine/domain/stepper.hpp"
#include "engine/run/particle_phases.hpp"
#include "engine/statistics/block_average.hpp"

namespace starling::testing_support {

/// An average with its standard error.
struct Estimate {
  double value = 0.0;
  double error = 0.0;
};

inline Estimate estimate(const BlockAverage& average) {
  return {average.mean(), average.standard_error().value_or(std::numeric_limits<double>::infinity())};
}

/// The limit of a zero time step, from runs at a time step and at half of it, to second order.
inline Estimate extrapolate(const Estimate& coarse, const Estimate& fine) {
  return {2.0 * fine.value - coarse.value, std::sqrt(4.0 * fine.error * fine.error + coarse.error * coarse.error)};
}

/// What ranks that each ran a system of their own found together: the same on every rank.
inline std::vector<Estimate> combine(const Communicator& world, const std::vector<Estimate>& mine) {
  std::vector<Estimate> together;
  const double ranks = world.size();
  for (const Estimate& each : mine) {
    const double sum = exact_sum(world, std::vector<double>{each.value});
    const double squares = exact_sum(world, std::vector<double>{each.error * each.error});
    together.push_back({sum / ranks, std::sqrt(squares) / ranks});
  }
  return together;
}

/// Fails beyond five standard errors (plus `bias`, what the time step is known to leave), and where the error bar is
/// too wide for a deviation of `sharpness` times the value, or `sharpness` if that is zero, to be noticed.
inline void expect_equal(const std::string& name, const Estimate& found, double exact, double sharpness,
                         double bias = 0.0) {
  const double scale = exact == 0.0 ? 1.0 : std::abs(exact);
  EXPECT_LE(std::abs(found.value - exact), 5.0 * found.error + bias)
      << name << " = " << found.value << " +- " << found.error << ", exact " << exact;
  EXPECT_LE(5.0 * found.error + bias, sharpness * scale)
      << name << " = " << found.value << " +- " << found.error << " is too uncertain to test anything";
  ::testing::Test::RecordProperty(name, fmt::format("{:.6g} +- {:.2g}, exact {:.6g}", found.value, found.error, exact));
}

/// A simulation that is stepped and settled as the program does it.
template <int D>
class Population {
 public:
  Population(const Communicator& world, const active::Deck& deck, const MemberState* resumed = nullptr)
      : deck_(deck),
        timer_(particle_phases().labels),
        simulation_(world, deck_, 0, resumed),
        stepper_(simulation_, timer_, simulation_.skin_tuner(), 0),
        measurement_(world) {}

  void advance(std::int64_t steps) { stepper_.advance(stepper_.step() + steps); }

  [[nodiscard]] active::Moments moments() {
    stepper_.settle(active::observation_reach(deck_));
    return measurement_.moments(simulation_);
  }

  /// Averages functions of the moments over `samples`, `every` steps apart.
  [[nodiscard]] std::vector<Estimate> average(
      std::int64_t samples, std::int64_t every,
      const std::vector<std::function<double(const active::Moments&)>>& values) {
    std::vector<BlockAverage> averages(values.size());
    for (std::int64_t sample = 0; sample < samples; ++sample) {
      advance(every);
      const active::Moments now = moments();
      for (std::size_t k = 0; k < values.size(); ++k) averages[k].push(values[k](now));
    }
    std::vector<Estimate> estimates;
    for (const BlockAverage& each : averages) estimates.push_back(estimate(each));
    return estimates;
  }

  [[nodiscard]] active::Simulation<D>& simulation() { return simulation_; }

 private:
  active::Deck deck_;
  PhaseTimer timer_;
  active::Simulation<D> simulation_;
  Stepper stepper_;
  active::Measurement<D> measurement_;
};

/// What the program reports under a name.
inline std::function<double(const active::Moments&)> observable(const active::Deck& deck, const std::string& name) {
  const auto list = active::in_dimension(
      deck, [&](auto dimension) { return active::observables(deck, active::make_model<dimension()>(deck)); });
  for (const active::Observable& each : list) {
    if (each.name == name) {
      EXPECT_EQ(each.undefined, "") << name;
      return each.value;
    }
  }
  ADD_FAILURE() << "no observable " << name;
  return [](const active::Moments&) { return 0.0; };
}

/// A deck without displacements, clusters or files.
inline active::Deck bare_deck(int dimension, std::int64_t particles, double edge, double time_step) {
  active::Deck deck;
  deck.dimension = dimension;
  deck.particles = particles;
  deck.box = {edge};
  deck.time_step = time_step;
  deck.displacement_lag = 0;
  deck.cluster_distance = 0.0;
  deck.largest_displacement = 0.5 * edge;
  return deck;
}

}  // namespace starling::testing_support
