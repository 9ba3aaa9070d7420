// Exact moves between integers and doubles through the bits of 2^52, which vectorise where conversions do not.
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// The bits of a double.
STARLING_FUNCTION std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

/// The double with these bits.
STARLING_FUNCTION double double_of(std::uint64_t bits) { return std::bit_cast<double>(bits); }

/// n - offset as a double, exactly, for an unsigned n below 2^52 (a 32-bit word, say). 2^52 + offset must be a double:
/// the offset is an integer, or a negative multiple of 1/2.
STARLING_FUNCTION double unsigned_to_double(std::uint64_t n, double offset = 0.0) {
  return double_of(n | 0x4330000000000000u) - (0x1p52 + offset);
}

/// A signed integer of magnitude at most 2^51 as a double, exactly.
STARLING_FUNCTION double signed_to_double(std::int64_t n) {
  return double_of(static_cast<std::uint64_t>(n) + 0x4338000000000000u) - 0x1.8p52;
}

/// A double beside its nearest integer: the integer as a double, and in the low 51 bits of `bits` as an integer.
struct Rounded {
  double value;
  std::uint64_t bits;
};

/// The integer nearest to x (ties to even), |x| < 2^51.
STARLING_FUNCTION Rounded round_to_integer(double x) {
  const double shifted = x + 0x1.8p52;
  return {shifted - 0x1.8p52, bits_of(shifted)};
}

/// The integer nearest to the exact product a b, |a b| < 2^51.
STARLING_FUNCTION Rounded round_product_to_integer(double a, double b) {
  const double shifted = fma(a, b, 0x1.8p52);
  return {shifted - 0x1.8p52, bits_of(shifted)};
}

/// x 2^k, with k in the low 12 bits of `exponent` as a two's complement integer; x and the result must be normal.
STARLING_FUNCTION double scale_by_power_of_two(double x, std::uint64_t exponent) {
  return double_of(bits_of(x) + (exponent << 52));
}

/// The same in single precision, for |x| < 2^22 and the low 9 bits of the exponent.
struct RoundedSingle {
  float value;
  std::uint32_t bits;
};
STARLING_FUNCTION RoundedSingle round_to_integer(float x) {
  const float shifted = x + 0x1.8p23F;
  return {shifted - 0x1.8p23F, std::bit_cast<std::uint32_t>(shifted)};
}
STARLING_FUNCTION RoundedSingle round_product_to_integer(float a, float b) {
  const float shifted = fma(a, b, 0x1.8p23F);
  return {shifted - 0x1.8p23F, std::bit_cast<std::uint32_t>(shifted)};
}
STARLING_FUNCTION float scale_by_power_of_two(float x, std::uint32_t exponent) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) + (exponent << 23));
}

/// `magnitude` (non-negative) with the sign bit of `sign`.
STARLING_FUNCTION double with_sign(double magnitude, double sign) {
  return double_of(bits_of(magnitude) | (bits_of(sign) & 0x8000000000000000u));
}

/// |x| by its bits.
STARLING_FUNCTION double absolute(double x) { return double_of(bits_of(x) & 0x7fffffffffffffffu); }
STARLING_FUNCTION float absolute(float x) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) & 0x7fffffffu);
}

}  // namespace starling::math
