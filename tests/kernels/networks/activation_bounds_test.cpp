// The documented error bounds of the activation functions and of their derivatives, against MPFR.
#include <gtest/gtest.h>

#include "kernels/networks/activations.hpp"
#include "tests/kernels/math/accuracy.hpp"
#include "tests/kernels/networks/precisions.hpp"

namespace starling::testing {
namespace {

using networks::Derivatives;
using networks::Gelu;
using networks::Silu;
using networks::Softplus;
using networks::Tanh;

constexpr int points = 20000;

void multiply_by_sigmoid(mpfr_ptr result, mpfr_ptr x, mpfr_ptr y) {
  Exact tail;
  mpfr_neg(tail, y, MPFR_RNDN);
  mpfr_exp(tail, tail, MPFR_RNDN);
  mpfr_add_ui(tail, tail, 1, MPFR_RNDN);
  mpfr_div(result, x, tail, MPFR_RNDN);
}

void exact(Silu, mpfr_ptr result, mpfr_ptr x) { multiply_by_sigmoid(result, x, x); }

void exact(Gelu, mpfr_ptr result, mpfr_ptr x) {
  Exact y, factor;
  mpfr_pow_ui(y, x, 3, MPFR_RNDN);
  mpfr_mul_ui(y, y, 44715, MPFR_RNDN);
  mpfr_div_ui(y, y, 1000000, MPFR_RNDN);
  mpfr_add(y, y, x, MPFR_RNDN);
  mpfr_const_pi(factor, MPFR_RNDN);
  mpfr_ui_div(factor, 8, factor, MPFR_RNDN);
  mpfr_sqrt(factor, factor, MPFR_RNDN);
  mpfr_mul(y, y, factor, MPFR_RNDN);
  multiply_by_sigmoid(result, x, y);
}

void exact(Tanh, mpfr_ptr result, mpfr_ptr x) { mpfr_tanh(result, x, MPFR_RNDN); }

void exact(Softplus, mpfr_ptr result, mpfr_ptr x) {
  mpfr_exp(result, x, MPFR_RNDN);
  mpfr_log1p(result, result, MPFR_RNDN);
}

/// A derivative of the exact function by central differences over 2^-32: within 1e-18 at 160 bits.
template <class Activation>
void exact_derivative(int order, mpfr_ptr result, mpfr_ptr x) {
  Exact at, below, middle;
  mpfr_sub_d(at, x, 0x1p-32, MPFR_RNDN);
  exact(Activation{}, below, at);
  mpfr_add_d(at, x, 0x1p-32, MPFR_RNDN);
  exact(Activation{}, result, at);
  if (order == 1) {
    mpfr_sub(result, result, below, MPFR_RNDN);
    mpfr_mul_2si(result, result, 31, MPFR_RNDN);
  } else {
    exact(Activation{}, middle, x);
    mpfr_sub(result, result, middle, MPFR_RNDN);
    mpfr_sub(middle, middle, below, MPFR_RNDN);
    mpfr_sub(result, result, middle, MPFR_RNDN);
    mpfr_mul_2si(result, result, 64, MPFR_RNDN);
  }
}

/// Errors of the value (order 0) or of a derivative.
template <class Activation, class Real>
Errors errors(int order, double low, double high, Spacing spacing = Spacing::linear) {
  const auto function = [order](Real x) {
    const Derivatives<Real> f = Activation::derivatives(x);
    return order == 0 ? f.value : order == 1 ? f.first : f.second;
  };
  const auto reference = [order](mpfr_ptr result, mpfr_ptr x) {
    if (order == 0) {
      exact(Activation{}, result, x);
    } else {
      exact_derivative<Activation>(order, result, x);
    }
  };
  return measure<Real>(function, reference, low, high, spacing, points);
}

using testing_support::is_single;

template <class Real>
constexpr Real far_tail = is_single<Real> ? Real(-85.9) : Real(-707);

template <class Real>
class ActivationBoundsIn : public ::testing::Test {};
using testing_support::Precisions;
TYPED_TEST_SUITE(ActivationBoundsIn, Precisions);

TYPED_TEST(ActivationBoundsIn, SiluIsWithinItsBounds) {
  using Real = TypeParam;
  const double ulps = is_single<Real> ? 3.5 : 4.5;
  const double absolute = is_single<Real> ? 2e-7 : 4e-16;
  EXPECT_LT((errors<Silu, Real>(0, -20.0, 20.0).ulps), ulps);
  EXPECT_LT((errors<Silu, Real>(0, far_tail<Real>, 100.0).ulps), ulps);
  EXPECT_LT((errors<Silu, Real>(0, 1e-30, 1.0, Spacing::logarithmic).ulps), ulps);
  EXPECT_LT((errors<Silu, Real>(0, -1e-30, -1.0, Spacing::logarithmic).ulps), ulps);
  for (const int order : {1, 2}) {
    EXPECT_LT((errors<Silu, Real>(order, -20.0, 20.0).absolute), absolute);
    EXPECT_LT((errors<Silu, Real>(order, far_tail<Real>, -4.0).ulps), 6.0);
  }
}

TYPED_TEST(ActivationBoundsIn, GeluIsWithinItsBounds) {
  using Real = TypeParam;
  const double ulps = is_single<Real> ? 3.5 : 4.5;
  const double absolute = is_single<Real> ? 3e-7 : 6e-16;
  EXPECT_LT((errors<Gelu, Real>(0, -1.0, 1.0).ulps), ulps);
  EXPECT_LT((errors<Gelu, Real>(0, 0.0, 20.0).ulps), ulps);
  EXPECT_LT((errors<Gelu, Real>(0, 1e-30, 1.0, Spacing::logarithmic).ulps), ulps);
  EXPECT_LT((errors<Gelu, Real>(0, -9.9, 0.0).absolute), absolute);
  for (const double x : {-3.0, -6.0, -9.0}) {
    const double y = 1.5957691216057308 * (x + 0.044715 * x * x * x);
    EXPECT_LT((errors<Gelu, Real>(0, x, x + 1.0).ulps), 4.0 + 2.5 * std::fabs(y)) << x;
  }
  for (const int order : {1, 2}) EXPECT_LT((errors<Gelu, Real>(order, -9.9, 9.9).absolute), absolute);
}

TYPED_TEST(ActivationBoundsIn, TanhIsWithinItsBounds) {
  using Real = TypeParam;
  for (const double end : {1.0, 5.0}) {
    EXPECT_LT((errors<Tanh, Real>(0, -end, end).ulps), 3.0);
    EXPECT_LT((errors<Tanh, Real>(1, -end, end).ulps), 6.0);
    EXPECT_LT((errors<Tanh, Real>(2, -end, end).ulps), 8.0);
  }
  EXPECT_LT((errors<Tanh, Real>(0, 1e-30, 1.0, Spacing::logarithmic).ulps), 3.0);
}

TYPED_TEST(ActivationBoundsIn, SoftplusIsWithinItsBounds) {
  using Real = TypeParam;
  EXPECT_LT((errors<Softplus, Real>(0, -20.0, 20.0).ulps), (is_single<Real> ? 3.6 : 5.2));
  EXPECT_LT((errors<Softplus, Real>(0, far_tail<Real>, 100.0).ulps), (is_single<Real> ? 3.6 : 5.2));
  EXPECT_LT((errors<Softplus, Real>(1, far_tail<Real>, 20.0).ulps), (is_single<Real> ? 2.5 : 4.0));
  EXPECT_LT((errors<Softplus, Real>(2, far_tail<Real>, 20.0).ulps), (is_single<Real> ? 3.5 : 5.0));
}

}  // namespace
}  // namespace starling::testing
