// The laws of offspring numbers. Seeds are fixed; at 4.5 standard errors all tests together would fail a right program
// with one in a thousand other seeds.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/engine/population/weighted_groups.hpp"

namespace starling {
namespace {

using namespace testing_support;

constexpr std::int64_t law_particles = 20;
constexpr std::int64_t repetitions = 30000;

struct Law {
  std::vector<double> expected;  ///< offspring
  std::vector<std::int64_t> sum;
  std::vector<std::int64_t> squares;
  std::int64_t score_sum = 0;  ///< of sum_i i o_i
  std::int64_t score_squares = 0;
  std::vector<std::int64_t> least;
  std::vector<std::int64_t> most;

  [[nodiscard]] double score_variance() const {
    const double mean = static_cast<double>(score_sum) / repetitions;
    return static_cast<double>(score_squares) / repetitions - mean * mean;
  }
};

/// N w_i / sum w: uneven, some zero, one whole number.
std::vector<double> shares() {
  std::vector<double> share;
  for (int i = 0; i < law_particles; ++i) share.push_back(i % 7 == 3 ? 0.0 : 0.05 + (i * 13 % 10) * 0.17);
  share[5] = 6.3;
  double sum = 0.0;
  for (const double value : share) sum += value;
  for (double& value : share) value *= law_particles / sum;
  return share;
}

/// Offspring over many times, divided among the ranks, each of which resamples a population of its own.
template <class Resample>
Law observe(const Communicator& world, Resample resample) {
  const Communicator alone(MPI_COMM_SELF);
  Law law{shares(), {}, {}, 0, 0, {}, {}};
  law.sum.assign(law_particles, 0);
  law.squares.assign(law_particles, 0);
  law.least.assign(law_particles, law_particles);
  law.most.assign(law_particles, 0);
  WeightedPopulation population(alone, law_particles, 1);
  std::vector<double> log_weight;
  for (const double share : law.expected) log_weight.push_back(std::log(share));
  number_particles(population, log_weight);
  population.weigh(population.log_weight());
  for (std::int64_t time = world.rank(); time < repetitions; time += world.size()) {
    resample(population, time);
    std::vector<std::int64_t> offspring(law_particles, 0);
    for (const std::int32_t parent : host_copy(population.parent(), law_particles)) ++offspring[parent];
    std::int64_t score = 0;
    for (std::int64_t i = 0; i < law_particles; ++i) {
      law.sum[i] += offspring[i];
      law.squares[i] += offspring[i] * offspring[i];
      law.least[i] = std::min(law.least[i], offspring[i]);
      law.most[i] = std::max(law.most[i], offspring[i]);
      score += i * offspring[i];
    }
    law.score_sum += score;
    law.score_squares += score * score;
  }
  world.sum(law.sum);
  world.sum(law.squares);
  world.maximum(law.most);
  for (std::int64_t& value : law.least) value = -world.maximum(-value);
  law.score_sum = world.sum(law.score_sum);
  law.score_squares = world.sum(law.score_squares);
  return law;
}

Law observe(const Communicator& world, Resampling scheme) {
  return observe(world, [scheme](WeightedPopulation& population, std::int64_t time) {
    population.resample(scheme, random::make_key(21), time);
  });
}

void expect_means(const Law& law, const std::vector<double>& expected) {
  for (std::int64_t i = 0; i < law_particles; ++i) {
    const double mean = static_cast<double>(law.sum[i]) / repetitions;
    const double variance = static_cast<double>(law.squares[i]) / repetitions - mean * mean;
    EXPECT_NEAR(mean, expected[i], 4.5 * std::sqrt(variance / repetitions) + 1e-9) << "particle " << i;
  }
}

/// Variance of sum_i i o_i for `draws` independent draws.
double variance_of_draws(double draws) {
  double mean = 0.0;
  double square = 0.0;
  const auto share = shares();
  for (std::int64_t i = 0; i < law_particles; ++i) {
    mean += share[i] / law_particles * static_cast<double>(i);
    square += share[i] / law_particles * static_cast<double>(i * i);
  }
  return draws * (square - mean * mean);
}

// Relative standard error of a variance of nearly normal numbers.
const double variance_error = std::sqrt(2.0 / repetitions);

TEST(ResamplingLaw, Systematic) {
  const Communicator world(MPI_COMM_WORLD);
  const Law law = observe(world, Resampling::systematic);
  expect_means(law, law.expected);
  for (std::int64_t i = 0; i < law_particles; ++i) {
    EXPECT_GE(static_cast<double>(law.least[i]), std::floor(law.expected[i]));
    EXPECT_LE(static_cast<double>(law.most[i]), std::ceil(law.expected[i]));
  }
}

TEST(ResamplingLaw, Stratified) {
  const Communicator world(MPI_COMM_WORLD);
  const Law law = observe(world, Resampling::stratified);
  expect_means(law, law.expected);
  for (std::int64_t i = 0; i < law_particles; ++i) {
    EXPECT_GT(static_cast<double>(law.least[i]), law.expected[i] - 2.0);
    EXPECT_LT(static_cast<double>(law.most[i]), law.expected[i] + 2.0);
  }
  EXPECT_LT(law.score_variance(), variance_of_draws(law_particles));
}

TEST(ResamplingLaw, Residual) {
  const Communicator world(MPI_COMM_WORLD);
  const Law law = observe(world, Resampling::residual);
  expect_means(law, law.expected);
  for (std::int64_t i = 0; i < law_particles; ++i) {
    EXPECT_GE(static_cast<double>(law.least[i]), std::floor(law.expected[i] - 1e-9));
  }
  EXPECT_LT(law.score_variance(), variance_of_draws(law_particles));
}

TEST(ResamplingLaw, Multinomial) {
  const Communicator world(MPI_COMM_WORLD);
  const Law law = observe(world, Resampling::multinomial);
  expect_means(law, law.expected);
  EXPECT_NEAR(law.score_variance() / variance_of_draws(law_particles), 1.0, 4.5 * variance_error);
  for (std::int64_t i = 0; i < law_particles; ++i) {
    const double share = law.expected[i] / law_particles;
    const double mean = static_cast<double>(law.sum[i]) / repetitions;
    const double variance = static_cast<double>(law.squares[i]) / repetitions - mean * mean;
    // Twice the error, since single numbers are far from normal.
    EXPECT_NEAR(variance, law.expected[i] * (1.0 - share), 9.0 * variance_error * law.expected[i]) << "particle " << i;
  }
}

TEST(ResamplingLaw, Conditional) {
  const Communicator world(MPI_COMM_WORLD);
  const Law law = observe(world, [](WeightedPopulation& population, std::int64_t time) {
    population.resample_conditionally(random::make_key(22), time);
    ASSERT_EQ(host_copy(population.parent(), 1).front(), 0);
  });
  auto expected = law.expected;
  for (double& value : expected) value *= (law_particles - 1.0) / law_particles;
  expected[0] += 1.0;
  expect_means(law, expected);
  EXPECT_NEAR(law.score_variance() / variance_of_draws(law_particles - 1.0), 1.0, 4.5 * variance_error);
}

}  // namespace
}  // namespace starling
