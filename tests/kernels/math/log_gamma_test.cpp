// The logarithm of the gamma function against MPFR.
#include "kernels/math/log_gamma.hpp"

#include <gtest/gtest.h>

#include "kernels/math/exponential.hpp"
#include "tests/kernels/math/accuracy.hpp"

namespace starling::testing {
namespace {

/// Errors in units of the documented bound.
Errors in_bounds(double low, double high, Spacing spacing, int points = 4000) {
  const auto excess = [](double x) { return math::log_gamma(x); };
  Errors worst;
  Exact argument, want, difference;
  for (int i = 0; i < points; ++i) {
    const double t = (i + std::fmod(i * 0.61803398874989485, 1.0)) / points;
    const double x = spacing == Spacing::linear ? low + t * (high - low) : low * std::pow(high / low, t);
    mpfr_set_d(argument, x, MPFR_RNDN);
    int sign = 0;
    mpfr_lgamma(want, &sign, argument, MPFR_RNDN);
    mpfr_d_sub(difference, excess(x), want, MPFR_RNDN);
    const double bound = 1e-14 + 6e-16 * std::fabs(mpfr_get_d(want, MPFR_RNDN));
    const double part = std::fabs(mpfr_get_d(difference, MPFR_RNDN)) / bound;
    if (!(part <= worst.relative)) {
      worst.relative = part;
      worst.worst_argument = x;
    }
  }
  return worst;
}

TEST(LogGamma, IsWithinItsBound) {
  const Errors near = in_bounds(0.01, 20.0, Spacing::linear);
  EXPECT_LT(near.relative, 1.0) << near.worst_argument;
  const Errors tiny = in_bounds(1e-300, 1.0, Spacing::logarithmic);
  EXPECT_LT(tiny.relative, 1.0) << tiny.worst_argument;
  const Errors large = in_bounds(10.0, 1e300, Spacing::logarithmic);
  EXPECT_LT(large.relative, 1.0) << large.worst_argument;
}

TEST(LogGamma, OfSmallFactorials) {
  EXPECT_NEAR(math::log_factorial(0.0), 0.0, 1e-14);
  EXPECT_NEAR(math::log_factorial(1.0), 0.0, 1e-14);
  EXPECT_NEAR(math::exp(math::log_factorial(5.0)), 120.0, 1e-11);
}

}  // namespace
}  // namespace starling::testing
