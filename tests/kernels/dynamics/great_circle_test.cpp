// Turns of directions in space: what a step leaves of a direction, and that it stays one.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/dynamics/active_brownian.hpp"

namespace starling {
namespace {

/// E[cos(m s |xi|)], xi normal in the plane, by Simpson's rule over |xi|.
double mean_cosine(double s, int m) {
  constexpr int intervals = 20000;
  constexpr double h = 12.0 / intervals;
  const auto value = [&](double r) { return std::cos(m * s * r) * r * std::exp(-0.5 * r * r); };
  double sum = value(0.0) + value(12.0);
  for (int k = 1; k < intervals; ++k) sum += (k % 2 == 1 ? 4.0 : 2.0) * value(k * h);
  return sum * h / 3.0;
}

TEST(GreatCircle, TurnsForgetAtTheRateOfDiffusionAtEveryStep) {
  for (const double q : {1e-4, 0.005, 0.02, 0.1, 0.2499, 0.25, 0.5, 1.0, 3.0, 10.0, 1e3}) {
    EXPECT_NEAR(mean_cosine(great_circle_spread(q), 1), std::exp(-2.0 * q), 1e-13) << "D_r dt = " << q;
  }
}

TEST(GreatCircle, SpreadsAreGoodToTheLastDigitsAtShortSteps) {
  EXPECT_EQ(great_circle_spread(0.0), 0.0);
  for (const double q : {1e-300, 1e-15, 1e-9, 1e-6}) {
    EXPECT_NEAR(great_circle_spread(q) / std::sqrt(2.0 * q), 1.0 - q / 6.0, 1e-12) << "D_r dt = " << q;
  }
  // Either side of where 1 - e^(-2 q) changes its form.
  EXPECT_NEAR(great_circle_spread(std::nextafter(0.25, 0.0)), great_circle_spread(0.25), 1e-15);
}

/// 3 cos^2/2 - 1/2 = 3 cos(2 theta)/4 + 1/4 decays as e^(-6 D_r t).
TEST(GreatCircle, SecondHarmonicsAreRightToSecondOrder) {
  for (const double q : {0.001, 0.01, 0.02, 0.1}) {
    EXPECT_NEAR(0.25 + 0.75 * mean_cosine(great_circle_spread(q), 2), std::exp(-6.0 * q), 16.0 * q * q * q)
        << "D_r dt = " << q;
  }
}

TEST(GreatCircle, DirectionsStayUnitVectorsThroughMillionsOfTurns) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  for (const double q : {1e-12, 1e-4, 0.02, 1e3}) {
    const double spread = great_circle_spread(q);
    double u[3] = {0.0, 0.6, -0.8};
    double worst = 0.0;
    for (int turn = 0; turn < 1000000; ++turn) {
      const double xi[3] = {normal(random), normal(random), normal(random)};
      double next[3];
      turn_on_great_circle(u, spread, xi, next);
      for (int d = 0; d < 3; ++d) u[d] = next[d];
      worst = std::max(worst, std::abs(u[0] * u[0] + u[1] * u[1] + u[2] * u[2] - 1.0));
    }
    EXPECT_LT(worst, 1e-15) << "D_r dt = " << q;
  }
}

/// The largest normals of a step on the longest step.
TEST(GreatCircle, TheFurthestTurnIsWithinReach) {
  const double xi[3] = {0.0, 6.661, 6.661};
  const double u[3] = {1.0, 0.0, 0.0};
  double turned[3];
  const double spread = great_circle_spread(1e9);
  turn_on_great_circle(u, spread, xi, turned);
  const double angle = spread * 6.661 * std::sqrt(2.0);
  EXPECT_NEAR(turned[0], std::cos(angle), 1e-14);
  EXPECT_NEAR(turned[1], std::sin(angle) / std::sqrt(2.0), 1e-14);
}

}  // namespace
}  // namespace starling
