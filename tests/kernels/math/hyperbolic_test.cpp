// The hyperbolic tangent and its derivative: error bounds, symmetry and ends.
#include "kernels/math/hyperbolic.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/kernels/math/accuracy.hpp"

namespace starling::testing {
namespace {

TEST(HyperbolicTangent, AndItsDerivativeAreWithinTheirBounds) {
  constexpr int points = 40000;
  const auto exact_tanh = [](mpfr_ptr result, mpfr_ptr x) { mpfr_tanh(result, x, MPFR_RNDN); };
  const auto exact_derivative = [](mpfr_ptr result, mpfr_ptr x) {
    mpfr_sech(result, x, MPFR_RNDN);
    mpfr_sqr(result, result, MPFR_RNDN);
  };
  const auto in_single = [](float x) { return math::tanh_and_derivative(x).derivative; };
  const auto in_double = [](double x) { return math::tanh_and_derivative(x).derivative; };
  for (const double end : {1.0, 10.0}) {
    EXPECT_LT(measure<float>(math::tanh, exact_tanh, -end, end, Spacing::linear, points).ulps, 3.0);
    EXPECT_LT(measure(math::tanh, exact_tanh, -end, end, Spacing::linear, points).ulps, 3.0);
    EXPECT_LT(measure<float>(in_single, exact_derivative, -end, end, Spacing::linear, points).ulps, 6.0);
    EXPECT_LT(measure(in_double, exact_derivative, -end, end, Spacing::linear, points).ulps, 6.0);
  }
  EXPECT_LT(measure<float>(math::tanh, exact_tanh, 1e-37, 1.0, Spacing::logarithmic, points).ulps, 3.0);
  EXPECT_LT(measure(math::tanh, exact_tanh, 1e-300, 1.0, Spacing::logarithmic, points).ulps, 3.0);
  EXPECT_LT(measure<float>(in_single, exact_derivative, -39.0, 39.0, Spacing::linear, points).ulps, 6.0);
  EXPECT_LT(measure(in_double, exact_derivative, -350.0, 350.0, Spacing::linear, points).ulps, 6.0);
}

TEST(HyperbolicTangent, IsOddAndMeetsItsEnds) {
  for (float x = 0.0F; x < 50.0F; x += 0.00731F) {
    EXPECT_EQ(math::tanh(-x), -math::tanh(x));
    EXPECT_EQ(math::tanh(-double{x}), -math::tanh(double{x}));
    EXPECT_EQ(math::tanh_and_derivative(-x).derivative, math::tanh_and_derivative(x).derivative);
  }
  EXPECT_EQ(math::tanh(std::numeric_limits<float>::infinity()), 1.0F);
  EXPECT_EQ(math::tanh(-std::numeric_limits<double>::infinity()), -1.0);
  EXPECT_EQ(math::tanh(10.0F), 1.0F);
  EXPECT_EQ(math::tanh(20.0), 1.0);
  EXPECT_EQ(math::tanh(1e-40F), 1e-40F);
  EXPECT_EQ(math::tanh(1e-310), 1e-310);
  EXPECT_TRUE(std::isnan(math::tanh(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(math::tanh(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace starling::testing
