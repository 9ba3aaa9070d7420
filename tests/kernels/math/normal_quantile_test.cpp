// The normal quantile, and the distribution function, against MPFR.
#include "kernels/math/normal_quantile.hpp"

#include <gtest/gtest.h>

#include "kernels/math/normal_probability.hpp"
#include "tests/kernels/math/accuracy.hpp"

namespace starling::testing {
namespace {

/// Phi(z).
void exact_normal_probability(mpfr_ptr result, mpfr_ptr z) {
  Exact scaled;
  mpfr_sqrt_ui(scaled, 2, MPFR_RNDN);
  mpfr_div(scaled, z, scaled, MPFR_RNDN);
  mpfr_neg(scaled, scaled, MPFR_RNDN);
  mpfr_erfc(result, scaled, MPFR_RNDN);
  mpfr_div_2ui(result, result, 1, MPFR_RNDN);
}

/// The root of Phi(z) = p by Newton's steps, which double the digits each.
void exact_quantile(mpfr_ptr result, mpfr_ptr p) {
  Exact probability, density;
  mpfr_set_d(result, math::normal_quantile(mpfr_get_d(p, MPFR_RNDN)), MPFR_RNDN);
  for (int step = 0; step < 3; ++step) {
    exact_normal_probability(probability, result);
    mpfr_sub(probability, probability, p, MPFR_RNDN);
    mpfr_sqr(density, result, MPFR_RNDN);
    mpfr_div_2ui(density, density, 1, MPFR_RNDN);
    mpfr_exp(density, density, MPFR_RNDN);  // sqrt(2 pi) of 1 / density
    mpfr_mul(probability, probability, density, MPFR_RNDN);
    mpfr_const_pi(density, MPFR_RNDN);
    mpfr_mul_2ui(density, density, 1, MPFR_RNDN);
    mpfr_sqrt(density, density, MPFR_RNDN);
    mpfr_mul(probability, probability, density, MPFR_RNDN);
    mpfr_sub(result, result, probability, MPFR_RNDN);
  }
}

TEST(NormalQuantile, IsWithinItsRelativeBound) {
  EXPECT_LT(measure(math::normal_quantile, exact_quantile, 0.001, 0.499, Spacing::linear, 1500).relative, 2e-15);
  EXPECT_LT(measure(math::normal_quantile, exact_quantile, 0.501, 0.999, Spacing::linear, 1500).relative, 2e-15);
  EXPECT_LT(measure(math::normal_quantile, exact_quantile, 1e-12, 1e-3, Spacing::logarithmic, 1500).relative, 2e-15);
  EXPECT_LT(measure(math::normal_quantile, exact_quantile, 1e-300, 1e-10, Spacing::logarithmic, 1500).relative, 2e-15);
}

TEST(NormalQuantile, IsAntisymmetric) {
  EXPECT_EQ(math::normal_quantile(0.5), 0.0);
  for (const double p : {0x1p-2, 0x1p-4, 0x1p-7, 0x1p-30, 0x1.8p-51}) {
    EXPECT_EQ(math::normal_quantile(1.0 - p), -math::normal_quantile(p));
  }
}

/// P(Z > z).
void exact_upper_probability(mpfr_ptr result, mpfr_ptr z) {
  Exact negative;
  mpfr_neg(negative, z, MPFR_RNDN);
  exact_normal_probability(result, negative);
}

TEST(NormalProbability, IsWithinItsRelativeBound) {
  EXPECT_LT(measure(math::upper_normal_tail, exact_upper_probability, 0.0, 2.0, Spacing::linear, 400).relative, 4e-15);
  EXPECT_LT(measure(math::upper_normal_tail, exact_upper_probability, 2.0, 10.0, Spacing::linear, 400).relative, 3e-14);
  EXPECT_LT(measure(math::upper_normal_tail, exact_upper_probability, 10.0, 37.0, Spacing::linear, 400).relative,
            4e-13);
  EXPECT_LT(measure(math::upper_normal_probability, exact_upper_probability, -9.0, 0.0, Spacing::linear, 400).relative,
            4e-15);
}

TEST(NormalProbability, OfIntervalsDoesNotCancel) {
  const double far = math::upper_normal_tail(20.0) - math::upper_normal_tail(20.5);
  EXPECT_EQ(math::normal_probability_between(20.0, 20.5), far);
  EXPECT_EQ(math::normal_probability_between(-20.5, -20.0), far);
  EXPECT_NEAR(math::normal_probability_between(-1.0, 2.0), 0.818594614120364, 4e-15);
  EXPECT_EQ(math::normal_probability_between(-1e300, 1e300), 1.0);
}

}  // namespace
}  // namespace starling::testing
