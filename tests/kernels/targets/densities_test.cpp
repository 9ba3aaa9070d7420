// Each target's prior, likelihood and draws against its formula.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "kernels/targets/registry.hpp"

namespace starling {
namespace {

constexpr int tested_lanes = 3;
using Points = double[most_target_dimensions][tested_lanes];

double log_normal(double x, double mean, double deviation) {
  const double z = (x - mean) / deviation;
  return -0.5 * (z * z + std::log(2.0 * std::numbers::pi)) - std::log(deviation);
}

constexpr Points tested_points = {{0.3, -1.2, 4.0}, {2.0, 0.1, -3.0}};

TEST(Targets, GaussianMixtureIsItsFormula) {
  const auto target = GaussianMixture::from({1.5, {1.0, 3.0}, {-2.0, -1.0, 2.0, 0.5}, {0.5, 1.25}});
  ASSERT_EQ(target.dimension, 2);
  ASSERT_EQ(target.start_normals(), 2);
  double log_prior[tested_lanes];
  double log_likelihood[tested_lanes];
  target.log_prior<tested_lanes>(tested_points, log_prior);
  target.log_likelihood<tested_lanes>(tested_points, log_likelihood);
  for (int lane = 0; lane < tested_lanes; ++lane) {
    const double x = tested_points[0][lane];
    const double y = tested_points[1][lane];
    const double one = 0.25 * std::exp(log_normal(x, -2.0, 0.5) + log_normal(y, -1.0, 0.5));
    const double other = 0.75 * std::exp(log_normal(x, 2.0, 1.25) + log_normal(y, 0.5, 1.25));
    EXPECT_NEAR(log_prior[lane], log_normal(x, 0.0, 1.5) + log_normal(y, 0.0, 1.5), 1e-13);
    EXPECT_NEAR(log_likelihood[lane], std::log(one + other), 1e-13);
  }
  double state[most_target_dimensions][tested_lanes];
  target.start<tested_lanes>(tested_points, state);
  EXPECT_EQ(state[1][2], 1.5 * -3.0);
}

TEST(Targets, GaussianMixtureStaysFiniteFarAway) {
  const auto target = GaussianMixture::from({});
  Points far = {{1e8, -1e8, 1e150}, {0.0, 1e8, 0.0}};
  double log_likelihood[tested_lanes];
  target.log_likelihood<tested_lanes>(far, log_likelihood);
  EXPECT_NEAR(log_likelihood[0] / -5e15, 1.0, 1e-6);
  for (const double value : log_likelihood) EXPECT_TRUE(std::isfinite(value));
}

TEST(Targets, CauchyGaussianIsItsFormula) {
  const auto target = CauchyGaussian::from({2.5, 1.0, 0.4});
  ASSERT_EQ(target.dimension, 1);
  ASSERT_EQ(target.start_normals(), 2);
  double log_prior[tested_lanes];
  double log_likelihood[tested_lanes];
  target.log_prior<tested_lanes>(tested_points, log_prior);
  target.log_likelihood<tested_lanes>(tested_points, log_likelihood);
  for (int lane = 0; lane < tested_lanes; ++lane) {
    const double x = tested_points[0][lane];
    EXPECT_NEAR(log_prior[lane], -std::log(std::numbers::pi * 2.5 * (1.0 + x * x / 6.25)), 1e-13);
    EXPECT_NEAR(log_likelihood[lane], log_normal(1.0, x, 0.4), 1e-12);
  }
  double state[most_target_dimensions][tested_lanes];
  target.start<tested_lanes>(tested_points, state);
  EXPECT_EQ(state[0][0], 2.5 * (0.3 / 2.0));
}

TEST(Targets, LogisticRegressionIsItsFormula) {
  // Responses 1, 0, 1; features (0.5, -1), (2, 3), (-1, 0.25), stored with their signs.
  const std::vector<double> stored = {-0.5, 1.0, 2.0, 3.0, 1.0, -0.25};
  const auto target = LogisticRegression::from({4.0, 0.0, 0.0}, {stored.data(), 3, 2});
  ASSERT_EQ(target.dimension, 2);
  double log_prior[tested_lanes];
  double log_likelihood[tested_lanes];
  target.log_prior<tested_lanes>(tested_points, log_prior);
  target.log_likelihood<tested_lanes>(tested_points, log_likelihood);
  for (int lane = 0; lane < tested_lanes; ++lane) {
    const double b = tested_points[0][lane];
    const double c = tested_points[1][lane];
    const auto probability_of_one = [&](double x, double y) { return 1.0 / (1.0 + std::exp(-(b * x + c * y))); };
    const double expected = std::log(probability_of_one(0.5, -1.0)) + std::log(1.0 - probability_of_one(2.0, 3.0)) +
                            std::log(probability_of_one(-1.0, 0.25));
    EXPECT_NEAR(log_prior[lane], log_normal(b, 0.0, 4.0) + log_normal(c, 0.0, 4.0), 1e-13);
    EXPECT_NEAR(log_likelihood[lane], expected, 1e-11);
  }
}

TEST(Targets, GaussianRegressionIsItsFormulaAndTheSumOfItsParts) {
  const std::vector<double> rows = {0.5, -1.0, 0.3, 2.0, 3.0, -1.5, -1.0, 0.25, 2.0};  // features, response
  const auto target = GaussianRegression::from({4.0, 0.6}, {rows.data(), 3, 3});
  ASSERT_EQ(target.dimension, 2);
  double whole[tested_lanes], first[tested_lanes], rest[tested_lanes];
  target.log_likelihood<tested_lanes>(tested_points, whole);
  target.part(0, 1).log_likelihood<tested_lanes>(tested_points, first);
  target.part(1, 2).log_likelihood<tested_lanes>(tested_points, rest);
  for (int lane = 0; lane < tested_lanes; ++lane) {
    double expected = 0.0;
    for (int i = 0; i < 3; ++i)
      expected += log_normal(rows[3 * i + 2],
                             tested_points[0][lane] * rows[3 * i] + tested_points[1][lane] * rows[3 * i + 1], 0.6);
    EXPECT_NEAR(whole[lane], expected, 1e-12 * std::abs(expected));
    EXPECT_NEAR(first[lane] + rest[lane], expected, 1e-12 * std::abs(expected));
  }
  target.part(1, 0).log_likelihood<tested_lanes>(tested_points, rest);
  EXPECT_EQ(rest[0], 0.0);
}

TEST(Targets, RefuseNumbersThatDoNotGoTogether) {
  EXPECT_EQ(GaussianMixture::objection({}), "");
  EXPECT_NE(GaussianMixture::objection({1.0, {1.0, 1.0}, {1.0, 1.0, 1.0}, {1.0, 1.0}}), "");
  EXPECT_NE(GaussianMixture::objection({1.0, {1.0, 1.0}, {1.0, 1.0}, {1.0}}), "");
  EXPECT_NE(GaussianMixture::objection({1.0, std::vector<double>(9, 1.0), std::vector<double>(9, 1.0), {1.0}}), "");
  EXPECT_NE(GaussianMixture::objection({1.0, {1.0}, std::vector<double>(17, 0.0), {1.0}}), "");
  EXPECT_NE(LogisticRegression::objection({1.0, 0.5, 1.0}), "");
  EXPECT_NE(LogisticRegression::objection({1.0, 1.0, 0.25}), "");
}

/// Both gradients against central differences of the log densities.
template <class Target>
void expect_gradients(const Target& target) {
  constexpr double apart = 1e-5;
  Points prior, likelihood;
  target.template log_prior_gradient<tested_lanes>(tested_points, prior);
  target.template log_likelihood_gradient<tested_lanes>(tested_points, likelihood);
  for (int c = 0; c < target.dimension; ++c) {
    double values[2][2][tested_lanes];
    for (int side = 0; side < 2; ++side) {
      Points moved;
      std::copy(&tested_points[0][0], &tested_points[0][0] + most_target_dimensions * tested_lanes, &moved[0][0]);
      for (double& x : moved[c]) x += side == 0 ? -apart : apart;
      target.template log_prior<tested_lanes>(moved, values[0][side]);
      target.template log_likelihood<tested_lanes>(moved, values[1][side]);
    }
    for (int lane = 0; lane < tested_lanes; ++lane) {
      EXPECT_NEAR(prior[c][lane], (values[0][1][lane] - values[0][0][lane]) / (2.0 * apart), 1e-8) << Target::name;
      EXPECT_NEAR(likelihood[c][lane], (values[1][1][lane] - values[1][0][lane]) / (2.0 * apart), 1e-7) << Target::name;
    }
  }
}

TEST(Targets, GradientsAreThoseOfTheDensities) {
  expect_gradients(GaussianMixture::from({1.5, {1.0, 3.0}, {-2.0, -1.0, 2.0, 0.5}, {0.5, 1.25}}));
  expect_gradients(CauchyGaussian::from({2.5, 1.0, 0.4}));
  const std::vector<double> features = {1.0, 0.5, -1.0, 2.0, 1.0, -0.25};
  expect_gradients(LogisticRegression::from({}, {features.data(), 3, 2}));
  expect_gradients(GaussianRegression::from({}, {features.data(), 2, 3}));
}

}  // namespace
}  // namespace starling
