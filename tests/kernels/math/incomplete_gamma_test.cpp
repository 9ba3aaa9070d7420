// The regularised incomplete gamma function and integrals of a decay against MPFR.
#include "kernels/math/incomplete_gamma.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/math/accuracy.hpp"

namespace starling::testing {
namespace {

/// P(a, x) = 1 - Gamma(a, x)/Gamma(a), relative error for x up to 500.
double worst_of_gamma(double a) {
  Exact shape, argument, upper, whole, error;
  double worst = 0.0;
  for (int i = 0; i < 400; ++i) {
    const double low = a < 6.0 ? 1e-6 : 1e-2;  // below, 1 - Q of the reference loses its 160 bits
    const double x = low * std::pow(500.0 / low, i / 399.0);
    mpfr_set_d(shape, a, MPFR_RNDN);
    mpfr_set_d(argument, x, MPFR_RNDN);
    mpfr_gamma_inc(upper, shape, argument, MPFR_RNDN);
    mpfr_gamma(whole, shape, MPFR_RNDN);
    mpfr_div(upper, upper, whole, MPFR_RNDN);
    mpfr_ui_sub(upper, 1, upper, MPFR_RNDN);
    mpfr_d_sub(error, math::regularised_gamma(a, x), upper, MPFR_RNDN);
    mpfr_div(error, error, upper, MPFR_RNDN);
    worst = std::max(worst, std::fabs(mpfr_get_d(error, MPFR_RNDN)));
  }
  return worst;
}

TEST(IncompleteGamma, IsWithinItsBound) {
  for (const double a : {0.1, 0.51, 0.8, 1.0, 1.5, 2.49, 5.0, 10.0}) EXPECT_LT(worst_of_gamma(a), 2e-14) << a;
  EXPECT_EQ(math::regularised_gamma(0.7, 0.0), 0.0);
  EXPECT_EQ(math::regularised_gamma(0.7, 1e9), 1.0);
}

void once(mpfr_ptr result, mpfr_ptr y) {
  Exact decay;
  mpfr_neg(decay, y, MPFR_RNDN);
  mpfr_expm1(decay, decay, MPFR_RNDN);
  mpfr_div(result, decay, y, MPFR_RNDN);
  mpfr_neg(result, result, MPFR_RNDN);
}

void twice(mpfr_ptr result, mpfr_ptr y) {
  once(result, y);
  mpfr_ui_sub(result, 1, result, MPFR_RNDN);
  mpfr_div(result, result, y, MPFR_RNDN);
}

TEST(DecayIntegrals, AreWithinTheirBounds) {
  const auto first = [](double y) { return math::decay_integrals(y).once; };
  const auto second = [](double y) { return math::decay_integrals(y).twice; };
  for (const auto& [low, high] : {std::pair(1e-12, 1.0), std::pair(1.0, 1e6)}) {
    const Errors one = measure(+first, once, low, high, Spacing::logarithmic, 20000);
    EXPECT_LT(one.relative, 4e-16) << one.worst_argument;
    const Errors two = measure(+second, twice, low, high, Spacing::logarithmic, 20000);
    EXPECT_LT(two.relative, 1e-15) << two.worst_argument;
  }
  EXPECT_EQ(math::decay_integrals(0.0).once, 1.0);
  EXPECT_EQ(math::decay_integrals(0.0).twice, 0.5);
}

}  // namespace
}  // namespace starling::testing
