// Cutting doubles into integer pairs: nothing is lost above the documented limit, and signs are treated alike.
#include "kernels/reduction/exact_sum.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace starling::reduction {
namespace {

// For magnitudes below 2^exponent.
SplitScale scale_for(int exponent, int bits) {
  const int shift = bits - exponent;
  return {std::ldexp(1.0, shift / 2), std::ldexp(1.0, shift - shift / 2), std::ldexp(1.0, bits)};
}

TEST(ExactSumKernel, SplitsWithoutLossAboveTheLimit) {
  std::mt19937_64 generator(3);
  for (const int bits : {27, 42, 62}) {
    for (const int exponent : {-1000, -3, 0, 17, 1000}) {
      const auto scale = scale_for(exponent, bits);
      for (int i = 0; i < 1000; ++i) {
        const double mantissa = static_cast<double>(static_cast<std::int64_t>(generator()) >> 11) * 0x1p-53;
        const double value = std::ldexp(mantissa, exponent - static_cast<int>(generator() % 2));
        const auto parts = split(value, scale);
        const double limit = std::ldexp(1.0, bits);
        ASSERT_LE(std::abs(static_cast<double>(parts.high)), limit);
        ASSERT_LE(std::abs(static_cast<double>(parts.low)), limit);
        const double back = std::ldexp(static_cast<double>(parts.high), exponent - bits) +
                            std::ldexp(static_cast<double>(parts.low), exponent - 2 * bits);
        // A mantissa has 53 bits and begins at most 64 places below the scale here; 2 bits is where the pair ends.
        ASSERT_LE(std::abs(back - value), std::ldexp(1.0, exponent - 2 * bits));
        if (std::abs(value) >= std::ldexp(1.0, exponent + 53 - 2 * bits)) {
          ASSERT_EQ(back, value);
        }
      }
    }
  }
}

TEST(ExactSumKernel, SplitIsOdd) {
  const auto scale = scale_for(0, 30);
  for (const double value : {0.3, 0.7e-9, 1e-18, 0.99999999999}) {
    const auto positive = split(value, scale);
    const auto negative = split(-value, scale);
    EXPECT_EQ(positive.high, -negative.high);
    EXPECT_EQ(positive.low, -negative.low);
  }
}

TEST(ExactSumKernel, MagnitudeOfWhatIsNotFiniteIsInfinite) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(finite_magnitude(-2.5), 2.5);
  EXPECT_EQ(finite_magnitude(-0.0), 0.0);
  EXPECT_EQ(finite_magnitude(-std::numeric_limits<double>::max()), std::numeric_limits<double>::max());
  EXPECT_EQ(finite_magnitude(-infinity), infinity);
  EXPECT_EQ(finite_magnitude(std::numeric_limits<double>::quiet_NaN()), infinity);
}

struct Alternating {
  KOKKOS_INLINE_FUNCTION double operator()(std::int64_t i) const {
    return (i % 2 == 0 ? 1.0 : -1.0) * static_cast<double>(i);
  }
};

TEST(ExactSumKernel, ReducesOnTheDevice) {
  EXPECT_EQ(largest_magnitude(1000, Alternating{}), 999.0);
  EXPECT_EQ(largest_magnitude(0, Alternating{}), 0.0);
  const auto total = split_sum(1000, Alternating{}, scale_for(10, 40));
  EXPECT_EQ(std::ldexp(static_cast<double>(total.high), 10 - 40), -500.0);
  EXPECT_EQ(total.low, 0);
  EXPECT_EQ(split_sum(0, Alternating{}, scale_for(10, 40)).high, 0);
}

}  // namespace
}  // namespace starling::reduction
