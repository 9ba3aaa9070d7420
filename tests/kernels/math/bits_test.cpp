// Exact moves between integers and doubles, and values of the elementary functions that must come out exactly.
#include "kernels/math/bits.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/math/arctangent.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling::math {
namespace {

TEST(Bits, TurnIntegersIntoDoublesExactly) {
  for (const std::uint64_t n : {0ull, 1ull, 2ull, 0x7fffffffull, 0xfffffffeull, 0xffffffffull, (1ull << 52) - 1})
    EXPECT_EQ(unsigned_to_double(n), static_cast<double>(n));
  EXPECT_EQ(unsigned_to_double(0, -0.5), 0.5);
  EXPECT_EQ(unsigned_to_double(0xffffffffu, -0.5), 4294967295.5);
  EXPECT_EQ(unsigned_to_double(5, 1023.0), -1018.0);
  for (const std::int64_t n : {0ll, 1ll, -1ll, 12345678901234ll, -12345678901234ll, 1ll << 51, -(1ll << 51)})
    EXPECT_EQ(signed_to_double(n), static_cast<double>(n));
}

TEST(Bits, RoundToTheNearestIntegerTiesToEven) {
  for (const double x : {0.0, 0.49999, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 1e6 + 0.75, -123456.4, 0x1p50 + 0.25}) {
    EXPECT_EQ(round_to_integer(x).value, std::nearbyint(x)) << x;
    EXPECT_EQ(static_cast<std::int32_t>(round_to_integer(x).bits), static_cast<std::int32_t>(std::llrint(x))) << x;
  }
  EXPECT_EQ(round_product_to_integer(10.0, -0.26).value, -3.0);
  EXPECT_EQ(round_product_to_integer(10.0F, -0.26F).value, -3.0F);
  // The product rounded first would be 0.5, a tie that goes to 0.
  EXPECT_EQ(round_product_to_integer(1.0 + 0x1p-52, 0.5 + 0x1p-53).value, 1.0);
}

TEST(Bits, ScaleByPowersOfTwo) {
  for (const int k : {-1000, -3, 0, 1, 7, 1000}) {
    EXPECT_EQ(scale_by_power_of_two(1.375, static_cast<std::uint64_t>(k)), std::ldexp(1.375, k));
  }
  EXPECT_EQ(with_sign(2.0, -0.0), -2.0);
  EXPECT_EQ(with_sign(2.0, 3.0), 2.0);
  EXPECT_EQ(absolute(-2.5), 2.5);
}

TEST(Horner, EvaluatesFromTheConstantUp) { EXPECT_EQ(horner(2.0, 1.0, 3.0, 5.0), 27.0); }

TEST(Fma, RoundsOnce) { EXPECT_EQ(fma(1.0 + 0x1p-30, 1.0 - 0x1p-30, -1.0), -0x1p-60); }

TEST(Exponential, MeetsItsEnds) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(math::exp(0.0), 1.0);
  EXPECT_EQ(math::exp(-0.0), 1.0);
  EXPECT_EQ(math::exp(709.79), infinity);
  EXPECT_EQ(math::exp(infinity), infinity);
  EXPECT_EQ(math::exp(-708.4), 0.0);
  EXPECT_EQ(math::exp(-1e308), 0.0);
  EXPECT_EQ(math::exp(-infinity), 0.0);
  EXPECT_TRUE(std::isnan(math::exp(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_TRUE(std::isfinite(math::exp(0x1.62e42fefa39efp+9)));
  EXPECT_GE(math::exp(-0x1.6232bdd7abcd2p+9), std::numeric_limits<double>::min());
}

TEST(Exponential, MeetsItsEndsInSinglePrecision) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(math::exp(0.0F), 1.0F);
  EXPECT_EQ(math::exp(-0.0F), 1.0F);
  EXPECT_EQ(math::exp(88.73F), infinity);
  EXPECT_EQ(math::exp(infinity), infinity);
  EXPECT_EQ(math::exp(-87.34F), 0.0F);
  EXPECT_EQ(math::exp(-1e38F), 0.0F);
  EXPECT_EQ(math::exp(-infinity), 0.0F);
  EXPECT_TRUE(std::isnan(math::exp(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isfinite(math::exp(0x1.62e42ep+6F)));
  EXPECT_GE(math::exp(-0x1.5d589ep+6F), std::numeric_limits<float>::min());
}

TEST(Logarithm, IsExactAtPowersOfTwoToRounding) {
  EXPECT_EQ(math::log(1.0), 0.0);
  EXPECT_EQ(minus_two_log(1.0), 0.0);
  for (const int k : {-1022, -33, -1, 1, 40, 1023}) EXPECT_EQ(math::log(std::ldexp(1.0, k)), k * 0x1.62e42fefa39efp-1);
  EXPECT_EQ(scaled_log(3.0, -32.0, -2.0), minus_two_log(3.0 * 0x1p-32));
}

TEST(SineCosine, AreExactAtQuarterTurns) {
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const SineCosine at = sine_cosine_of_turn(0.25 * quarter);
    EXPECT_EQ(at.sine, quarter % 4 == 1 ? 1.0 : quarter % 4 == 3 ? -1.0 : 0.0);
    EXPECT_EQ(at.cosine, quarter % 4 == 0 ? 1.0 : quarter % 4 == 2 ? -1.0 : 0.0);
  }
  EXPECT_EQ(sine_cosine(0.0).sine, 0.0);
  EXPECT_EQ(sine_cosine(0.0).cosine, 1.0);
}

TEST(SineCosine, AreOddAndEven) {
  for (double angle = 0.01; angle < 3.14; angle += 0.037) {
    EXPECT_EQ(sine_cosine(angle).sine, -sine_cosine(-angle).sine);
    EXPECT_EQ(sine_cosine(angle).cosine, sine_cosine(-angle).cosine);
  }
}

TEST(Arctangent, KnowsTheAxesAndDiagonals) {
  const double pi = 0x1.921fb54442d18p+1;
  EXPECT_EQ(math::atan2(0.0, 0.0), 0.0);
  EXPECT_EQ(math::atan2(0.0, 3.0), 0.0);
  EXPECT_EQ(math::atan2(0.0, -3.0), pi);
  EXPECT_EQ(math::atan2(-0.0, -3.0), -pi);
  EXPECT_EQ(math::atan2(2.0, 0.0), pi / 2);
  EXPECT_EQ(math::atan2(-2.0, 0.0), -pi / 2);
  EXPECT_EQ(math::atan2(2.0, 2.0), pi / 4);
  EXPECT_EQ(math::atan2(-2.0, 2.0), -pi / 4);
  EXPECT_EQ(math::atan2(2.0, -2.0), 3 * (pi / 4));
}

TEST(Softplus, TakesEveryFiniteNumber) {
  EXPECT_EQ(softplus(1e308), 1e308);
  EXPECT_EQ(softplus(800.0), 800.0);
  EXPECT_LT(softplus(-1e308), 1e-307);
  EXPECT_GT(softplus(-1e308), 0.0);
  EXPECT_EQ(sigmoid(1e308), 1.0);
  EXPECT_EQ(sigmoid(0.0), 0.5);
  EXPECT_LT(sigmoid(-1e308), 1e-307);
  EXPECT_EQ(softplus(1e38F), 1e38F);
  EXPECT_LT(softplus(-1e38F), 5e-38F);
  EXPECT_GT(softplus(-1e38F), 0.0F);
  EXPECT_EQ(sigmoid(1e38F), 1.0F);
  EXPECT_EQ(sigmoid(0.0F), 0.5F);
  EXPECT_LT(sigmoid(-1e38F), 5e-38F);
}

TEST(Softplus, OfNoNumberIsNone) {
  EXPECT_TRUE(std::isnan(softplus(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(sigmoid(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(softplus(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(sigmoid(std::numeric_limits<float>::quiet_NaN())));
}

TEST(Softplus, IsTheSameAloneAsWithItsDerivative) {
  for (double x = -750.0; x < 750.0; x += 0.0637) {
    EXPECT_EQ(softplus_and_derivative(x).value, softplus(x));
    EXPECT_EQ(softplus_and_derivative(x).derivative, sigmoid(x));
  }
}

}  // namespace
}  // namespace starling::math
