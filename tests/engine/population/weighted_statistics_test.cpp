// Moments and quantiles of weighted populations against sums and sorts over all slots.
#include "engine/population/weighted_statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace starling {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Values and log weights of all slots.
struct Whole {
  int columns;
  std::vector<double> rows;
  std::vector<double> log_weights;
};

/// Values of all magnitudes, many of them equal, and some zero weights.
Whole wild(std::int64_t particles, int columns, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  Whole whole{columns, {}, {}};
  for (std::int64_t j = 0; j < particles; ++j) {
    for (int c = 0; c < columns; ++c) {
      const auto number = static_cast<double>(static_cast<std::int64_t>(generator() % 201) - 100);
      whole.rows.push_back(std::ldexp(number, c == 1 ? static_cast<int>(generator() % 40) - 20 : -3));
    }
    whole.log_weights.push_back(generator() % 5 == 0 ? -infinity : 1e-3 * static_cast<double>(generator() % 4000));
  }
  return whole;
}

/// A group's population that holds `whole`.
struct Loaded {
  WeightedPopulation population;
  WeightSums weights;

  Loaded(const Communicator& group, const Whole& whole)
      : population(group, static_cast<std::int64_t>(whole.log_weights.size()), whole.columns) {
    const RowBlock& slots = population.slots();
    const auto row = whole.rows.begin() + slots.first * whole.columns;
    const auto log_weight = whole.log_weights.begin() + slots.first;
    population.load_rows({row, row + slots.count * whole.columns}, {log_weight, log_weight + slots.count});
    weights = population.weigh(population.log_weight());
  }
};

/// The integer weights of all slots, of a population on one rank.
std::vector<std::int64_t> integer_weights(const Loaded& alone) {
  std::vector<std::int64_t> weights;
  for (std::int64_t j = 0; j < alone.population.slots().count; ++j)
    weights.push_back(alone.population.cumulative()[j] - (j > 0 ? alone.population.cumulative()[j - 1] : 0));
  return weights;
}

double sorted_quantile(const Whole& whole, const std::vector<std::int64_t>& weights, int c, double p) {
  std::vector<std::pair<double, std::int64_t>> pairs;
  long double total = 0;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    pairs.emplace_back(whole.rows[j * whole.columns + c], weights[j]);
    total += static_cast<long double>(weights[j]);
  }
  std::sort(pairs.begin(), pairs.end());
  std::int64_t reached = 0;
  for (const auto& [value, weight] : pairs) {
    reached += weight;
    if (weight > 0 && static_cast<long double>(reached) >= static_cast<long double>(p) * total) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

TEST(WeightedStatistics, QuantilesAreThoseOfASort) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const std::vector<double> probabilities{0.0, 0.025, 0.25, 0.5, 0.5, 0.9, 1.0};
  for (const std::int64_t particles : {1, 3, 37, 1000}) {
    const Whole whole = wild(particles, 3, 7);
    const Loaded alone(self, whole);
    if (alone.weights.total == 0) continue;
    const Loaded shared(world, whole);
    const auto weights = integer_weights(alone);
    const auto found = weighted_quantiles(shared.population, shared.weights, 3, probabilities);
    ASSERT_EQ(found.size(), 3 * probabilities.size());
    for (int c = 0; c < 3; ++c) {
      for (std::size_t k = 0; k < probabilities.size(); ++k)
        EXPECT_EQ(found[c * probabilities.size() + k], sorted_quantile(whole, weights, c, probabilities[k]))
            << particles << " particles, component " << c << ", p = " << probabilities[k];
    }
  }
}

TEST(WeightedStatistics, QuantilesReachExactlyTheirShareOfEqualWeights) {
  const Communicator world(MPI_COMM_WORLD);
  const Whole whole{1, {3.0, -0.0, -2.0, 1e300}, {0.5, 0.5, 0.5, 0.5}};
  const Loaded loaded(world, whole);
  const std::vector<double> probabilities{0.25, std::nextafter(0.25, 1.0), 0.5, 0.75, std::nextafter(0.75, 1.0)};
  const auto found = weighted_quantiles(loaded.population, loaded.weights, 1, probabilities);
  EXPECT_EQ(found, (std::vector<double>{-2.0, -0.0, -0.0, 3.0, 1e300}));
}

TEST(WeightedStatistics, QuantilesOfNothingAreNothing) {
  const Communicator world(MPI_COMM_WORLD);
  const Loaded loaded(world, wild(10, 1, 3));
  EXPECT_TRUE(weighted_quantiles(loaded.population, loaded.weights, 1, {}).empty());
}

TEST(WeightedStatistics, MomentsAreThoseOfPlainSums) {
  const Communicator world(MPI_COMM_WORLD);
  const Whole whole = wild(2000, 2, 11);
  const Loaded loaded(world, whole);
  const auto weights = integer_weights(Loaded(Communicator(MPI_COMM_SELF), whole));
  const auto moments = weighted_moments(loaded.population, loaded.weights, 2);
  for (int c = 0; c < 2; ++c) {
    long double total = 0, first = 0, second = 0;
    for (std::size_t j = 0; j < weights.size(); ++j) {
      const auto w = static_cast<long double>(weights[j]);
      total += w;
      first += w * whole.rows[2 * j + c];
    }
    const long double mean = first / total;
    for (std::size_t j = 0; j < weights.size(); ++j)
      second += static_cast<long double>(weights[j]) * (whole.rows[2 * j + c] - mean) * (whole.rows[2 * j + c] - mean);
    const auto variance = static_cast<double>(second / total);
    EXPECT_NEAR(moments[c].mean, static_cast<double>(mean), 1e-13 * std::sqrt(variance));
    EXPECT_NEAR(moments[c].variance, variance, 1e-13 * variance);
  }
}

TEST(WeightedStatistics, HaveTheSameBitsOnAnyNumberOfRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  for (const std::int64_t particles : {2, 5, 1013}) {
    const Whole whole = wild(particles, 2, 5);
    const Loaded alone(self, whole);
    if (alone.weights.total == 0) continue;
    const Loaded shared(world, whole);
    const auto expected = weighted_moments(alone.population, alone.weights, 2);
    const auto found = weighted_moments(shared.population, shared.weights, 2);
    for (int c = 0; c < 2; ++c) {
      EXPECT_EQ(bits(found[c].mean), bits(expected[c].mean));
      EXPECT_EQ(bits(found[c].variance), bits(expected[c].variance));
    }
  }
}

TEST(WeightedStatistics, ValuesWithoutWeightDoNotCount) {
  const Communicator world(MPI_COMM_WORLD);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Loaded loaded(world, {1, {nan, 2.0, infinity, 4.0}, {-infinity, 0.0, -infinity, 0.0}});
  const auto moments = weighted_moments(loaded.population, loaded.weights, 1);
  EXPECT_EQ(moments[0].mean, 3.0);
  EXPECT_EQ(moments[0].variance, 1.0);
  EXPECT_EQ(weighted_quantiles(loaded.population, loaded.weights, 1, std::vector<double>{0.0, 1.0}),
            (std::vector<double>{2.0, 4.0}));
}

}  // namespace
}  // namespace starling
