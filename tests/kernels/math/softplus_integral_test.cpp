// The integral of softplus against MPFR's dilogarithm.
#include "kernels/math/softplus_integral.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/math/accuracy.hpp"

namespace starling::testing {
namespace {

void exact_softplus_integral(mpfr_ptr result, mpfr_ptr y) {
  mpfr_exp(result, y, MPFR_RNDN);
  mpfr_neg(result, result, MPFR_RNDN);
  mpfr_li2(result, result, MPFR_RNDN);
  mpfr_neg(result, result, MPFR_RNDN);
}

TEST(SoftplusIntegral, IsWithinItsRelativeBoundAlsoWhereItIsTiny) {
  constexpr int points = 10000;
  const auto relative = [](double low, double high, Spacing spacing) {
    return measure(math::softplus_integral, exact_softplus_integral, low, high, spacing, points).relative;
  };
  EXPECT_LT(relative(-20.0, 20.0, Spacing::linear), 1e-15);
  EXPECT_LT(relative(-700.0, 60.0, Spacing::linear), 1e-15);
  EXPECT_LT(relative(1e-12, 1.0, Spacing::logarithmic), 1e-15);
}

}  // namespace
}  // namespace starling::testing
