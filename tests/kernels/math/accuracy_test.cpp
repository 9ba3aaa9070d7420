// The documented error bound of each elementary function, over the range it is documented for.
#include <gtest/gtest.h>

#include "kernels/math/arctangent.hpp"
#include "kernels/math/binary_softplus.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/sinc.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/math/trigonometry.hpp"
#include "tests/kernels/math/accuracy.hpp"

namespace starling::testing {
namespace {

constexpr int fewer_points = 40000;  ///< points where functions are many

void exact_exp(mpfr_ptr result, mpfr_ptr x) { mpfr_exp(result, x, MPFR_RNDN); }
void exact_log(mpfr_ptr result, mpfr_ptr x) { mpfr_log(result, x, MPFR_RNDN); }

void exact_minus_two_log(mpfr_ptr result, mpfr_ptr x) {
  mpfr_log(result, x, MPFR_RNDN);
  mpfr_mul_si(result, result, -2, MPFR_RNDN);
}

void exact_softplus(mpfr_ptr result, mpfr_ptr x) {
  Exact tail;
  mpfr_abs(tail, x, MPFR_RNDN);
  mpfr_neg(tail, tail, MPFR_RNDN);
  mpfr_exp(tail, tail, MPFR_RNDN);
  mpfr_log1p(result, tail, MPFR_RNDN);
  if (mpfr_sgn(x) > 0) mpfr_add(result, result, x, MPFR_RNDN);
}

void exact_sigmoid(mpfr_ptr result, mpfr_ptr x) {
  mpfr_neg(result, x, MPFR_RNDN);
  mpfr_exp(result, result, MPFR_RNDN);
  mpfr_add_ui(result, result, 1, MPFR_RNDN);
  mpfr_ui_div(result, 1, result, MPFR_RNDN);
}

void turn_to_angle(mpfr_ptr angle, mpfr_ptr turn) {
  mpfr_const_pi(angle, MPFR_RNDN);
  mpfr_mul(angle, angle, turn, MPFR_RNDN);
  mpfr_mul_ui(angle, angle, 2, MPFR_RNDN);
}

TEST(Exponential, IsWithinItsBound) {
  EXPECT_LT(measure(math::exp, exact_exp, -15.0, 15.0).ulps, 1.1);
  EXPECT_LT(measure(math::exp, exact_exp, -708.39, 709.78).ulps, 1.1);
  EXPECT_LT(measure(math::exp_in_range, exact_exp, -708.0, 708.0).ulps, 1.1);
  EXPECT_LT(measure(math::exp, exact_exp, 1e-300, 1.0, Spacing::logarithmic).ulps, 1.1);
}

TEST(Exponential, IsWithinItsBoundInSinglePrecision) {
  EXPECT_LT(measure<float>(math::exp, exact_exp, -15.0, 15.0).ulps, 1.1);
  EXPECT_LT(measure<float>(math::exp, exact_exp, -87.3365, 88.7228).ulps, 1.1);
  EXPECT_LT(measure<float>(math::exp, exact_exp, 1e-37, 1.0, Spacing::logarithmic).ulps, 1.1);
}

TEST(Logarithm, IsWithinItsBound) {
  EXPECT_LT(measure(math::log, exact_log, 0.5, 2.0).ulps, 3.0);
  EXPECT_LT(measure(math::log, exact_log, 1e-307, 1.0, Spacing::logarithmic).ulps, 3.0);
  EXPECT_LT(measure(math::log, exact_log, 1.0, 1e307, Spacing::logarithmic).ulps, 3.0);
  const auto next_to_one = [](double distance) { return math::log(1.0 + distance); };
  const auto exact_next_to_one = [](mpfr_ptr result, mpfr_ptr distance) {
    mpfr_set_d(result, 1.0 + mpfr_get_d(distance, MPFR_RNDN), MPFR_RNDN);
    mpfr_log(result, result, MPFR_RNDN);
  };
  EXPECT_LT(measure(next_to_one, exact_next_to_one, 1e-15, 1e-2, Spacing::logarithmic).ulps, 3.0);
}

TEST(Logarithm, OfAUniformNumberIsWithinItsBound) {
  EXPECT_LT(measure(math::minus_two_log, exact_minus_two_log, 0x1p-33, 1.0).ulps, 3.0);
  EXPECT_LT(measure(math::minus_two_log, exact_minus_two_log, 0x1p-33, 1.0, Spacing::logarithmic).ulps, 3.0);
}

TEST(SineCosine, OfATurnAreWithinTheirBounds) {
  const auto exact_sine = [](mpfr_ptr result, mpfr_ptr turn) {
    turn_to_angle(result, turn);
    mpfr_sin(result, result, MPFR_RNDN);
  };
  const auto exact_cosine = [](mpfr_ptr result, mpfr_ptr turn) {
    turn_to_angle(result, turn);
    mpfr_cos(result, result, MPFR_RNDN);
  };
  const auto sine = [](double turn) { return math::sine_cosine_of_turn(turn).sine; };
  const auto cosine = [](double turn) { return math::sine_cosine_of_turn(turn).cosine; };
  EXPECT_LT(measure(sine, exact_sine, 0.0, 1.0).absolute, 1.7e-16);
  EXPECT_LT(measure(cosine, exact_cosine, 0.0, 1.0).absolute, 1.7e-16);
  EXPECT_LT(measure(sine, exact_sine, 1e-200, 0.4, Spacing::logarithmic).ulps, 2.0);
}

TEST(SineCosine, OfAnAngleAreWithinTheirBounds) {
  const auto exact_sine = [](mpfr_ptr result, mpfr_ptr x) { mpfr_sin(result, x, MPFR_RNDN); };
  const auto exact_cosine = [](mpfr_ptr result, mpfr_ptr x) { mpfr_cos(result, x, MPFR_RNDN); };
  const auto sine = [](double angle) { return math::sine_cosine(angle).sine; };
  const auto cosine = [](double angle) { return math::sine_cosine(angle).cosine; };
  EXPECT_LT(measure(sine, exact_sine, -3.1416, 3.1416).absolute, 7e-16);
  EXPECT_LT(measure(cosine, exact_cosine, -3.1416, 3.1416).absolute, 1.7e-15);
}

TEST(SincCosine, AreWithinTheirBoundsForEveryTurn) {
  const auto exact_sinc = [](mpfr_ptr result, mpfr_ptr square) {
    Exact angle;
    mpfr_sqrt(angle, square, MPFR_RNDN);
    mpfr_sin(result, angle, MPFR_RNDN);
    mpfr_div(result, result, angle, MPFR_RNDN);
  };
  const auto exact_cosine = [](mpfr_ptr result, mpfr_ptr square) {
    mpfr_sqrt(result, square, MPFR_RNDN);
    mpfr_cos(result, result, MPFR_RNDN);
  };
  const auto sinc = [](double square) { return math::sinc_cosine(square).sinc; };
  const auto cosine = [](double square) { return math::sinc_cosine(square).cosine; };
  for (const auto& [low, high, bound] : {std::tuple(1e-300, 1.0, 4e-16), std::tuple(1e-3, 157.9, 5e-15)}) {
    EXPECT_LT(measure(sinc, exact_sinc, low, high, Spacing::logarithmic).absolute, bound);
    EXPECT_LT(measure(cosine, exact_cosine, low, high, Spacing::logarithmic).absolute, bound);
    EXPECT_LT(measure(sinc, exact_sinc, low, high).absolute, bound);
    EXPECT_LT(measure(cosine, exact_cosine, low, high).absolute, bound);
  }
  EXPECT_EQ(math::sinc_cosine(0.0).sinc, 1.0);
  EXPECT_EQ(math::sinc_cosine(0.0).cosine, 1.0);
}

TEST(HalfTurn, LeavesTheDirectionAlone) {
  const auto exact_sine = [](mpfr_ptr result, mpfr_ptr x) { mpfr_sin(result, x, MPFR_RNDN); };
  const auto sine = [](double angle) { return math::sine_cosine(math::within_half_turn(angle)).sine; };
  EXPECT_LT(measure(sine, exact_sine, -20.0, 20.0).absolute, 2e-15);
  for (const double angle : {3.0, -3.0, 3.2, -3.2, 9.5, 1e6}) {
    EXPECT_LE(std::fabs(math::within_half_turn(angle)), 3.1415926535897936) << angle;
  }
  EXPECT_EQ(math::within_half_turn(0.5), 0.5);
}

TEST(Arctangent, IsWithinItsBoundAllAround) {
  for (const double x : {1.0, -1.0, 1e-3, -37.0}) {
    const auto exact = [x](mpfr_ptr result, mpfr_ptr y) {
      Exact across;
      mpfr_set_d(across, x, MPFR_RNDN);
      mpfr_atan2(result, y, across, MPFR_RNDN);
    };
    const auto function = [x](double y) { return math::atan2(y, x); };
    EXPECT_LT(measure(function, exact, -5.0, 5.0).ulps, 2.5) << "x = " << x;
    EXPECT_LT(measure(function, exact, 1e-9, 1e9, Spacing::logarithmic).ulps, 2.5) << "x = " << x;
  }
}

TEST(Softplus, IsWithinItsRelativeBoundAlsoWhereItIsTiny) {
  EXPECT_LT(measure(math::softplus, exact_softplus, -15.0, 15.0).ulps, 5.2);
  EXPECT_LT(measure(math::softplus, exact_softplus, -15.0, 15.0).relative, 7e-16);
  EXPECT_LT(measure(math::softplus, exact_softplus, -708.0, 708.0).relative, 7e-16);
  EXPECT_LT(measure(math::softplus, exact_softplus, 1e-20, 1.0, Spacing::logarithmic).relative, 7e-16);
}

TEST(Softplus, HasADerivativeWithinItsRelativeBound) {
  EXPECT_LT(measure(math::sigmoid, exact_sigmoid, -15.0, 15.0).ulps, 4.5);
  EXPECT_LT(measure(math::sigmoid, exact_sigmoid, -708.0, 708.0).relative, 6e-16);
}

TEST(Softplus, AndItsDerivativeAreWithinTheirBoundsInSinglePrecision) {
  for (const double end : {2.0, 20.0, 86.0}) {
    const Errors softplus = measure<float>(math::softplus, exact_softplus, -end, end, Spacing::linear, fewer_points);
    EXPECT_LT(softplus.ulps, 3.6);
    EXPECT_LT(softplus.relative, 2.6e-7);
    const Errors sigmoid = measure<float>(math::sigmoid, exact_sigmoid, -end, end, Spacing::linear, fewer_points);
    EXPECT_LT(sigmoid.ulps, 2.5);
    EXPECT_LT(sigmoid.relative, 1.8e-7);
  }
}

TEST(SigmoidTail, IsWithinItsBound) {
  const auto exact = [](mpfr_ptr result, mpfr_ptr y) {
    Exact minus;
    mpfr_neg(minus, y, MPFR_RNDN);
    exact_sigmoid(result, minus);
  };
  EXPECT_LT(measure<float>(math::sigmoid_tail<float>, exact, 0.0, 86.0, Spacing::linear, fewer_points).ulps, 2.5);
  EXPECT_LT(measure(math::sigmoid_tail<double>, exact, 0.0, 20.0, Spacing::linear, fewer_points).ulps, 4.0);
  EXPECT_LT(measure(math::sigmoid_tail<double>, exact, 0.0, 708.0, Spacing::linear, fewer_points).ulps, 4.0);
}

TEST(BinarySoftplus, IsWithinItsRelativeBoundOverAnyDistance) {
  const auto exact = [](mpfr_ptr result, mpfr_ptr y) {
    Exact tail;
    mpfr_abs(tail, y, MPFR_RNDN);
    mpfr_neg(tail, tail, MPFR_RNDN);
    mpfr_exp2(tail, tail, MPFR_RNDN);
    mpfr_log1p(tail, tail, MPFR_RNDN);
    Exact ln2;
    mpfr_const_log2(ln2, MPFR_RNDN);
    mpfr_div(result, tail, ln2, MPFR_RNDN);
    if (mpfr_sgn(y) > 0) mpfr_add(result, result, y, MPFR_RNDN);
  };
  for (const double r : {2.3, 0.07}) {
    const auto function = [r](double y) { return math::binary_softplus_over(y, r, r); };
    EXPECT_LT(measure(function, exact, -22.0, 22.0).relative, 1e-15) << "r = " << r;
    EXPECT_LT(measure(function, exact, -1021.0, 1021.0).relative, 1e-15) << "r = " << r;
  }
  const auto single = [](float y) { return math::binary_softplus_over(y, 2.0F, 2.0F); };
  EXPECT_LT(measure<float>(single, exact, -22.0, 22.0).relative, 3e-7);
  EXPECT_LT(measure<float>(single, exact, -125.0, 4000.0).relative, 3e-7);
  EXPECT_GT(math::binary_softplus_over(-1e30F, 1.0F, 1.0F), 0.0F);
  EXPECT_LT(math::binary_softplus_over(-1e30F, 1.0F, 1.0F), 1e-37F);
  EXPECT_GT(math::binary_softplus_over(-1e300, 1.0, 1.0), 0.0);
  EXPECT_LT(math::binary_softplus_over(-1e300, 1.0, 1.0), 1e-306);
}

}  // namespace
}  // namespace starling::testing
