// Weights as integers, whose sums have the same bits in any order.
#pragma once

#include <cstdint>

#include "kernels/math/bits.hpp"
#include "kernels/portability.hpp"

// Whether 64-bit integers and doubles convert into each other in one instruction a register. Both ways are exact.
#if defined(__AVX512DQ__) || STARLING_ON_DEVICE
#define STARLING_WIDE_CONVERSIONS 1
#else
#define STARLING_WIDE_CONVERSIONS 0
#endif

namespace starling {

/// Fractional bits of the integer weights of N >= 1 particles, 62 - ceil(log2 N): their sum is at most 2^62.
STARLING_FUNCTION int weight_shift(std::int64_t particles) {
  int bits = 0;
  while ((std::int64_t{1} << bits) < particles) ++bits;
  return 62 - bits;
}

/// floor(w 2^shift), exactly, for w in [0, 1] and shift in [0, 62]. Where conversions to 64-bit integers do not
/// vectorise, the mantissa is shifted by the exponent.
STARLING_FUNCTION std::int64_t integer_weight(double w, int shift) {
#if STARLING_WIDE_CONVERSIONS
  return static_cast<std::int64_t>(w * math::double_of(static_cast<std::uint64_t>(1023 + shift) << 52));
#else
  const std::uint64_t bits = math::bits_of(w);
  const std::uint64_t mantissa = ((bits & 0x000fffffffffffffu) | 0x0010000000000000u) << 10;
  const std::int64_t down = 62 + 1023 - shift - static_cast<std::int64_t>(bits >> 52);
  return static_cast<std::int64_t>(mantissa >> (down < 63 ? down : 63));
#endif
}

/// The double nearest to an integer in [0, 2^63).
STARLING_FUNCTION double to_double(std::int64_t n) {
#if STARLING_WIDE_CONVERSIONS
  return static_cast<double>(n);
#else
  const auto bits = static_cast<std::uint64_t>(n);
  return math::unsigned_to_double(bits >> 32) * 0x1p32 + math::unsigned_to_double(bits & 0xffffffffu);
#endif
}

}  // namespace starling
