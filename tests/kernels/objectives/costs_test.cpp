// Objectives against their formulas by the standard library, and where slots run far away.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "kernels/objectives/quadratic.hpp"
#include "kernels/objectives/rosenbrock.hpp"
#include "kernels/objectives/waves.hpp"

namespace starling::objectives {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;

template <class Objective>
double cost_at(const Objective& objective, const std::vector<double>& x) {
  double out = 0.0;
  objective.template cost<1>(x.data(), 1, &out);
  return out;
}

/// Points without a pattern that an objective could share, in a box of `width`.
std::vector<std::vector<double>> some_points(int dimension, double width) {
  std::vector<std::vector<double>> points(30);
  double angle = 0.0;
  for (auto& point : points)
    for (int k = 0; k < dimension; ++k) point.push_back(width * std::sin(angle += 2.399963 + k));
  return points;
}

template <class Objective>
Objective centred(int dimension, double centre) {
  CentredCoordinates parameters;
  parameters.dimension = dimension;
  parameters.centre = centre;
  return Objective::from(parameters);
}

TEST(Objectives, AreTheirFormulas) {
  for (const int d : {1, 2, 5}) {
    const auto rastrigin = centred<Rastrigin>(d, 0.3);
    const auto ackley = centred<Ackley>(d, 0.3);
    const auto griewank = centred<Griewank>(d, 0.3);
    for (const auto& x : some_points(d, 40.0)) {
      double waves = 0.0, squares = 0.0, cosines = 0.0, product = 1.0;
      for (int k = 0; k < d; ++k) {
        const double z = x[static_cast<std::size_t>(k)] - 0.3;
        waves += z * z - 10.0 * std::cos(turn * z) + 10.0;
        squares += z * z;
        cosines += std::cos(turn * z);
        product *= std::cos(z / std::sqrt(k + 1.0));
      }
      const double bowl = 20.0 + std::numbers::e - 20.0 * std::exp(-0.2 * std::sqrt(squares / d));
      EXPECT_NEAR(cost_at(rastrigin, x), waves, 1e-13 * (waves + 10.0));
      EXPECT_NEAR(cost_at(ackley, x), bowl - std::exp(cosines / d), 1e-12);
      EXPECT_NEAR(cost_at(griewank, x), 1.0 + squares / 4000.0 - product, 1e-13 * (1.0 + squares));
    }
  }
}

TEST(Objectives, OfValleysAndBowlsAreTheirFormulas) {
  const Rosenbrock rosenbrock = Rosenbrock::from({4.0});
  Quadratic::Parameters parameters;
  parameters.stiffness = {2.0, 0.5, 0.0, 7.0};
  parameters.centre = -0.6;
  const Quadratic quadratic = Quadratic::from(parameters);
  for (const auto& x : some_points(4, 3.0)) {
    double valley = 0.0, bowl = 0.0;
    for (std::size_t k = 0; k < 4; ++k) {
      bowl += 0.5 * parameters.stiffness[k] * (x[k] + 0.6) * (x[k] + 0.6);
      if (k < 3) valley += 100.0 * std::pow(x[k + 1] - x[k] * x[k], 2) + std::pow(1.0 - x[k], 2);
    }
    EXPECT_NEAR(cost_at(rosenbrock, x), valley, 1e-14 * valley);
    EXPECT_NEAR(cost_at(quadratic, x), bowl, 1e-14 * bowl);
  }
  EXPECT_EQ(cost_at(rosenbrock, {1.0, 1.0, 1.0, 1.0}), 0.0);
}

/// Waves are then less than the rounding of the bowl, and no cost may fall below the minimum.
TEST(Objectives, AreTheirBowlsFarAway) {
  for (const double far : {3e8, 2e9, 1e12, 1e20, 1e100}) {
    const std::vector<double> x{far, -0.5 * far};
    const double squares = 1.25 * far * far;
    EXPECT_NEAR(cost_at(centred<Rastrigin>(2, 0.0), x) / squares, 1.0, 1e-13);
    EXPECT_NEAR(cost_at(centred<Griewank>(2, 0.0), x) / (squares / 4000.0), 1.0, 1e-12);
    const double plateau = cost_at(centred<Ackley>(2, 0.0), x);
    EXPECT_GE(plateau, 20.0 - 1e-12);
    EXPECT_LE(plateau, 20.0 + std::numbers::e);
  }
}

}  // namespace
}  // namespace starling::objectives
