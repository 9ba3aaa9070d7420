// The scale at which doubles are cut into two integers, and the double that a sum of such integers is.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "kernels/reduction/split.hpp"

namespace starling {

/// The smallest e with magnitude < 2^e, of a finite magnitude; 0 for 0.
[[nodiscard]] inline int exponent_above(double magnitude) {
  int exponent = 0;
  static_cast<void>(std::frexp(magnitude, &exponent));
  return exponent;
}

/// Bits of each integer, so that the sums of `terms` of them stay below 2^62.
[[nodiscard]] inline int split_bits(std::int64_t terms) {
  return 62 - static_cast<int>(std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(terms, 1) - 1)));
}

/// For values below 2^exponent.
[[nodiscard]] inline reduction::SplitScale split_scale(int exponent, int bits) {
  const int shift = bits - exponent;
  return {std::ldexp(1.0, shift / 2), std::ldexp(1.0, shift - shift / 2), std::ldexp(1.0, bits)};
}

/// (high + low 2^-bits) 2^(exponent - bits), rounded once.
[[nodiscard]] inline double split_total(std::int64_t high, std::int64_t low, int exponent, int bits) {
  const __int128 total = static_cast<__int128>(high) * (__int128{1} << bits) + low;
  return std::ldexp(static_cast<double>(total), exponent - 2 * bits);
}

}  // namespace starling
