// Moments and quantiles of weighted populations against sums and sorts over all slots.
#include "engine/population/weighted_statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

#include "engine/population/slot_weights.hpp"
#include "kernels/reduction/exact_sum.hpp"
#include "tests/support/not_finite.hpp"

namespace starling {
namespace {

using testing_support::infinity;
using testing_support::nan;

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
  return nan;
}

/// The quantiles, with the search begun at the components' own moments.
std::vector<double> quantiles_of(const Loaded& loaded, int components, const std::vector<double>& probabilities) {
  const auto moments = weighted_moments(loaded.population, loaded.weights, components);
  return weighted_quantiles(loaded.population, loaded.weights, moments, probabilities);
}

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

TEST(WeightedStatistics, QuantilesAreThoseOfASort) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const std::vector<double> probabilities{0.0, 0.025, 0.25, 0.5, 0.5, 0.9, 1.0};
  for (const std::int64_t particles : {1, 3, 37, 1000, 20000}) {
    const Whole whole = wild(particles, 3, 7);
    const Loaded alone(self, whole);
    if (alone.weights.total == 0) continue;
    const Loaded shared(world, whole);
    const auto weights = integer_weights(alone);
    const auto found = quantiles_of(shared, 3, probabilities);
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
  const auto found = quantiles_of(loaded, 1, probabilities);
  EXPECT_EQ(found, (std::vector<double>{-2.0, -0.0, -0.0, 3.0, 1e300}));
}

TEST(WeightedStatistics, QuantilesOfNothingAreNothing) {
  const Communicator world(MPI_COMM_WORLD);
  const Loaded loaded(world, wild(10, 1, 3));
  EXPECT_TRUE(quantiles_of(loaded, 1, {}).empty());
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
  const Loaded loaded(world, {1, {nan, 2.0, infinity, 4.0}, {-infinity, 0.0, -infinity, 0.0}});
  const auto moments = weighted_moments(loaded.population, loaded.weights, 1);
  EXPECT_EQ(moments[0].mean, 3.0);
  EXPECT_EQ(moments[0].variance, 1.0);
  EXPECT_EQ(quantiles_of(loaded, 1, {0.0, 1.0}), (std::vector<double>{2.0, 4.0}));
}

/// One column of values that tempt the search.
Whole column(std::int64_t particles, double (*value)(std::int64_t), double (*log_weight)(std::int64_t)) {
  Whole whole{1, {}, {}};
  for (std::int64_t j = 0; j < particles; ++j) {
    whole.rows.push_back(value(j));
    whole.log_weights.push_back(log_weight(j));
  }
  return whole;
}

double equal_weight(std::int64_t /*j*/) { return 0.0; }
double scattered(std::int64_t j) { return static_cast<double>(j * 7919 % 20011) / 20011.0 - 0.5; }

TEST(WeightedStatistics, QuantilesOfAwkwardValuesAreThoseOfASort) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const std::vector<double> probabilities{1e-4, 0.05, 0.5, 0.5001, 0.95, 0.9999};
  const std::vector<Whole> wholes{
      column(9001, scattered, equal_weight),
      // All the same.
      column(
          9001, [](std::int64_t) { return 0.1; }, equal_weight),
      // All weight on one.
      column(9001, scattered, [](std::int64_t j) { return j == 4567 ? 0.0 : -infinity; }),
      column(9001, scattered, [](std::int64_t j) { return j == 4567 ? 0.0 : -40.0; }),
      // Two heaps that the bins cannot resolve.
      column(
          9001, [](std::int64_t j) { return (j % 2 == 0 ? -1e6 : 1e6) + scattered(j); }, equal_weight),
      // Tails without a variance.
      column(
          9001, [](std::int64_t j) { return scattered(j) / (0.5 - std::abs(scattered(j) * 0.99999)); }, equal_weight),
      // A variance beyond the doubles, and below them.
      column(
          9001, [](std::int64_t j) { return 1e300 * scattered(j); }, equal_weight),
      column(
          9001, [](std::int64_t j) { return 1e-300 * scattered(j); }, equal_weight),
      // Infinities with weight.
      column(
          9001, [](std::int64_t j) { return j % 4 == 0 ? infinity : scattered(j); }, equal_weight),
      column(
          9001, [](std::int64_t j) { return j % 10 == 0 ? -infinity : scattered(j); }, equal_weight)};
  for (std::size_t k = 0; k < wholes.size(); ++k) {
    const Loaded alone(self, wholes[k]);
    const auto weights = integer_weights(alone);
    const auto found = quantiles_of(Loaded(world, wholes[k]), 1, probabilities);
    for (std::size_t p = 0; p < probabilities.size(); ++p)
      EXPECT_EQ(bits(found[p]), bits(sorted_quantile(wholes[k], weights, 0, probabilities[p])))
          << "case " << k << ", p = " << probabilities[p];
  }
}

TEST(WeightedStatistics, WhereTheSearchBeginsHasNoSayInQuantiles) {
  const Communicator world(MPI_COMM_WORLD);
  const Loaded loaded(world, wild(20000, 2, 9));
  const std::vector<double> probabilities{0.01, 0.3, 0.5, 0.99};
  const auto expected = quantiles_of(loaded, 2, probabilities);
  for (const WeightedMoments& wrong : {WeightedMoments{1e3, 1.0},
                                       {-1e3, 1e-6},
                                       {0.0, 1e-300},
                                       {0.0, 1e300},
                                       {1.0, 0.0},
                                       {nan, nan},
                                       {0.0, infinity},
                                       {0.0, -1.0},
                                       {0.0, 1e-320}}) {
    EXPECT_EQ(weighted_quantiles(loaded.population, loaded.weights, {wrong, wrong}, probabilities), expected)
        << "begun at " << wrong.mean << ", variance " << wrong.variance;
  }
}

/// The sum of sum_j value(j) one value at a time.
template <class Functor>
reduction::SplitValue plain_split_sum(std::int64_t count, const Functor& value, const reduction::SplitScale& scale) {
  reduction::SplitValue sum{0, 0};
  for (std::int64_t j = 0; j < count; ++j) reduction::SplitBody<Functor>{value, scale}(j, sum.high, sum.low);
  return sum;
}

TEST(WeightedStatistics, BlocksOfLanesAddUpToWhatValuesDoOneByOne) {
  const Communicator self(MPI_COMM_SELF);
  for (const std::int64_t particles : {1, 127, 128, 129, 5000, 300000}) {
    const Loaded loaded(self, wild(particles, 2, 13));
    const WeightedValue value{slot_weights(loaded.population),
                              loaded.population.now() + loaded.population.now_stride()};
    const WeightedSquare square{value.weight, value.value, 0.7};
    double largest = 0.0;
    for (std::int64_t j = 0; j < particles; ++j) largest = std::max(largest, std::abs(square(j)));
    EXPECT_EQ(reduction::largest_magnitude(particles, square), largest);
    const int bits = 62 - static_cast<int>(std::ceil(std::log2(static_cast<double>(particles))));
    int exponent = 0;
    static_cast<void>(std::frexp(largest, &exponent));
    const int shift = bits - exponent;
    const reduction::SplitScale scale{std::ldexp(1.0, shift / 2), std::ldexp(1.0, shift - shift / 2),
                                      std::ldexp(1.0, bits)};
    const auto found = reduction::split_sum(particles, square, scale);
    const auto expected = plain_split_sum(particles, square, scale);
    EXPECT_EQ(found.high, expected.high) << particles;
    EXPECT_EQ(found.low, expected.low) << particles;
  }
}

TEST(WeightedStatistics, MomentsOfStatesThatAreNotFiniteAreNotANumber) {
  const Communicator world(MPI_COMM_WORLD);
  for (const double bad : {infinity, -infinity, nan}) {
    for (const std::int64_t place : {0, 700, 4999}) {
      Whole whole = column(5000, scattered, equal_weight);
      whole.rows[place] = bad;
      const Loaded loaded(world, whole);
      EXPECT_TRUE(std::isnan(weighted_moments(loaded.population, loaded.weights, 1)[0].mean)) << bad << ", " << place;
    }
  }
}

}  // namespace
}  // namespace starling
