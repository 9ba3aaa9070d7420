// Splitting the variance of made-up hierarchies of chains, draws and runs, whose parts are known.
#include "engine/statistics/variance_split.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace starling {
namespace {

struct Truth {
  double between;
  double within;
  double md;
};

/// Chains of unequal lengths, `replicas` runs of each draw; variances of runs are estimates themselves.
std::vector<RunValue> hierarchy(const Truth& truth, int chains, int draws, int replicas, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  std::vector<RunValue> runs;
  for (int c = 0; c < chains; ++c) {
    const double of_chain = std::sqrt(truth.between) * normal(random);
    for (int d = 0; d < draws + c % 2; ++d) {
      const double of_draw = of_chain + std::sqrt(truth.within) * normal(random);
      for (int r = 0; r < replicas; ++r) {
        constexpr int blocks = 20;
        double squares = 0.0;
        for (int k = 0; k < blocks - 1; ++k) squares += std::pow(normal(random), 2.0);
        runs.push_back({c, d, 5.0 + of_draw + std::sqrt(truth.md) * normal(random), truth.md * squares / (blocks - 1)});
      }
    }
  }
  return runs;
}

/// Mean over many hierarchies of each part against the truth, at 4 standard errors; and how often mean +- t error covers.
void expect_parts(const Truth& truth, int replicas) {
  std::mt19937_64 random(3);
  constexpr int trials = 2000;
  constexpr double t_of_seven = 2.3646;  // 95 %, 8 chains
  double sums[3] = {};
  double squares[3] = {};
  int covered = 0;
  for (int k = 0; k < trials; ++k) {
    const VarianceSplit split = split_variance(hierarchy(truth, 8, 4, replicas, random));
    const double parts[3] = {split.between, split.within, split.md};
    for (int p = 0; p < 3; ++p) {
      sums[p] += parts[p] / trials;
      squares[p] += parts[p] * parts[p] / trials;
    }
    covered += std::abs(split.mean - 5.0) < t_of_seven * split.error ? 1 : 0;
  }
  const double expected[3] = {truth.between, truth.within, truth.md / replicas};
  for (int p = 0; p < 3; ++p) {
    const double error = std::sqrt((squares[p] - sums[p] * sums[p]) / trials);
    EXPECT_NEAR(sums[p], expected[p], 4.0 * error) << p;
    EXPECT_LT(error, 0.05 * (truth.between + truth.within + truth.md));
  }
  // Unequal chains make the error a little rough.
  EXPECT_NEAR(static_cast<double>(covered) / trials, 0.95, 4.0 * std::sqrt(0.05 * 0.95 / trials) + 0.01);
}

TEST(VarianceSplit, FindsThePartsOfAHierarchy) {
  expect_parts({0.3, 0.8, 0.2}, 1);
  expect_parts({0.0, 0.5, 0.9}, 2);
  expect_parts({1.0, 0.0, 0.1}, 1);
}

TEST(VarianceSplit, SaysWhatRunsCannotTell) {
  const std::vector<RunValue> one{{0, 0, 2.0, 0.04}, {0, 0, 4.0, 0.12}};
  const VarianceSplit alone = split_variance(one);
  EXPECT_DOUBLE_EQ(alone.mean, 3.0);
  EXPECT_DOUBLE_EQ(alone.md, 0.04);
  EXPECT_DOUBLE_EQ(alone.error, 0.2);
  EXPECT_TRUE(std::isnan(alone.between));
  EXPECT_TRUE(std::isnan(alone.within));
  EXPECT_TRUE(std::isnan(alone.parameters()));
  EXPECT_TRUE(std::isnan(alone.md_share()));
  EXPECT_DOUBLE_EQ(alone.md_by_replicas, 1.0);
  EXPECT_EQ(alone.replica_freedom, 1);
  const std::vector<RunValue> chain{{0, 0, 2.0, 0.5}, {0, 1, 4.0, 0.5}};
  EXPECT_DOUBLE_EQ(split_variance(chain).within, 1.5);
  EXPECT_TRUE(std::isnan(split_variance(chain).between));
  const std::vector<RunValue> chains{{0, 0, 2.0, 0.5}, {1, 0, 4.0, 0.5}};
  const VarianceSplit mixed = split_variance(chains);
  EXPECT_DOUBLE_EQ(mixed.between, 1.5);
  EXPECT_TRUE(std::isnan(mixed.within));
  EXPECT_DOUBLE_EQ(mixed.error, 1.0);
  EXPECT_DOUBLE_EQ(mixed.md_share(), 0.25);
}

TEST(VarianceSplit, DoesNotTakeAnUnknownVarianceForNone) {
  const std::vector<RunValue> runs{{0, 0, 2.0, 0.1}, {0, 1, 4.0, std::nan("")}, {1, 0, 3.0, 0.1, false}};
  const VarianceSplit split = split_variance(runs);
  EXPECT_TRUE(std::isnan(split.md));
  EXPECT_TRUE(std::isnan(split.parameters()));
  EXPECT_TRUE(std::isnan(split.md_share()));
  EXPECT_EQ(split.unresolved, 1);
}

/// The squared error that is told, against the scatter of the mean, for chains of 8, 8, 1 and 1 draws: both to 3 %.
TEST(VarianceSplit, KnowsTheErrorOfUnequalChains) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  constexpr int trials = 4000;
  double squares = 0.0;
  double told = 0.0;
  for (int k = 0; k < trials; ++k) {
    std::vector<RunValue> runs;
    for (const int draws : {8, 8, 1, 1}) {
      const auto chain = static_cast<std::int64_t>(runs.size());
      const double of_chain = normal(random);
      for (int d = 0; d < draws; ++d) runs.push_back({chain, d, of_chain + std::sqrt(0.1) * normal(random), 0.01});
    }
    const VarianceSplit split = split_variance(runs);
    squares += split.mean * split.mean / trials;
    told += split.error * split.error / trials;
  }
  EXPECT_NEAR(told / squares, 1.0, 4.0 * 0.03);
}

}  // namespace
}  // namespace starling
