// The log of a mean of exp, its error and what carries it, by hand.
#include "engine/statistics/log_mean.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "engine/statistics/mean_and_error.hpp"
#include "tests/support/not_finite.hpp"

namespace starling {
namespace {

using testing_support::infinity;
using testing_support::nan;

TEST(LogMean, IsThatOfTheWeights) {
  // Weights 1, 2, 3, 6 far below what a double holds: mean 3, s^2 = 14/3, error sqrt(7/6).
  const double low = -5000.0;
  const std::vector<double> samples{low, low + std::log(2.0), low + std::log(3.0), low + std::log(6.0)};
  const LogMean found = log_mean(samples);
  EXPECT_NEAR(found.mean, low + std::log(3.0), 1e-11);
  EXPECT_NEAR(found.error, std::sqrt(7.0 / 6.0) / 3.0, 1e-11);
  EXPECT_NEAR(found.effective, 144.0 / 50.0, 1e-11);
  EXPECT_NEAR(found.largest_share, 0.5, 1e-11);
}

TEST(LogMean, EqualSamplesShareEvenly) {
  const LogMean found = log_mean(std::vector<double>(10, -3.5));
  EXPECT_EQ(found.mean, -3.5);
  EXPECT_EQ(found.error, 0.0);
  EXPECT_EQ(found.effective, 10.0);
  EXPECT_EQ(found.largest_share, 0.1);
}

/// An estimate of 0 is an estimate: it halves the mean and widens the error.
TEST(LogMean, EstimatesOfZeroCount) {
  const LogMean found = log_mean(std::vector<double>{-2.0, -infinity});
  EXPECT_NEAR(found.mean, -2.0 - std::log(2.0), 1e-14);
  EXPECT_NEAR(found.error, 1.0, 1e-14);  // weights 1 and 0: s^2 = 1/2, error 1/2, mean 1/2
  EXPECT_EQ(found.effective, 1.0);
  EXPECT_EQ(found.largest_share, 1.0);
  const LogMean nothing = log_mean(std::vector<double>(3, -infinity));
  EXPECT_EQ(nothing.mean, -infinity);
  EXPECT_TRUE(std::isnan(nothing.error));
  EXPECT_EQ(nothing.effective, 0.0);
  EXPECT_EQ(nothing.largest_share, 0.0);
}

TEST(LogMean, OneSampleHasNoError) {
  const LogMean found = log_mean(std::vector<double>{-7.0});
  EXPECT_EQ(found.mean, -7.0);
  EXPECT_TRUE(std::isnan(found.error));
  EXPECT_EQ(found.effective, 1.0);
  EXPECT_EQ(found.largest_share, 1.0);
}

TEST(LogMean, WhatIsNoLogOfAnEstimateGivesNothing) {
  for (const double bad : {infinity, nan}) {
    const LogMean found = log_mean(std::vector<double>{0.0, bad});
    EXPECT_TRUE(std::isnan(found.mean));
    EXPECT_TRUE(std::isnan(found.error));
  }
}

/// log-normal estimates of 1 whose logs scatter by 3: the mean of the weights is carried by few of them, and the effective
/// number says so; with a scatter of 0.1 all count, and the error is right.
TEST(LogMean, SkewedSamplesShowInTheirEffectiveNumber) {
  std::mt19937_64 generator(11);
  std::normal_distribution<double> normal;
  const auto estimates = [&](double scatter) {
    std::vector<double> samples;
    for (int k = 0; k < 200; ++k) samples.push_back(scatter * normal(generator) - 0.5 * scatter * scatter);
    return log_mean(samples);
  };
  const LogMean skewed = estimates(3.0);
  EXPECT_LT(skewed.effective, 20.0);
  EXPECT_GT(skewed.largest_share, 0.1);
  const LogMean even = estimates(0.1);
  EXPECT_GT(even.effective, 195.0);
  EXPECT_LT(even.largest_share, 0.01);
  EXPECT_NEAR(even.error, 0.1 / std::sqrt(200.0), 0.002);
  EXPECT_NEAR(even.mean, 0.0, 5.0 * even.error);
}

}  // namespace
}  // namespace starling
