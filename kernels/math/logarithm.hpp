// The natural logarithm of positive numbers.
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// factor ln(x 2^exponent) for positive, normal, finite x; the exponent an integer, the factor plus or minus a
/// power of two.
/// x = 2^k m with m in [1/sqrt 2, sqrt 2); ln m = 2 artanh(s), s = (m-1)/(m+1), by a minimax polynomial in s^2.
STARLING_FUNCTION double scaled_log(double x, double exponent, double factor) {
  constexpr std::uint64_t one = 0x3ff0000000000000u;
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcdu;
  constexpr std::uint64_t mantissa = 0x000fffffffffffffu;
  const std::uint64_t shifted = bits_of(x) + (one - root_half);
  const double k = unsigned_to_double(shifted >> 52, 1023.0 - exponent);
  const double m = double_of((shifted & mantissa) + root_half);
  const double s = (m - 1.0) / (m + 1.0);
  const double z = s * s;
  const double series =
      horner(z, factor * 2.0, factor * 0x1.5555555555593p-1, factor * 0x1.999999997f9d8p-2,
             factor * 0x1.249249422dd28p-2, factor * 0x1.c71c51d37fa9cp-3, factor * 0x1.74664ada467d4p-3,
             factor * 0x1.39a0706d2361bp-3, factor * 0x1.2f13396b8ce01p-3);
  return fma(k, factor * 0x1.62e42fefa39efp-1, s * series);
}

/// ln x for positive, normal, finite x. Within 3 ulp.
STARLING_FUNCTION double log(double x) { return scaled_log(x, 0.0, 1.0); }

/// -2 ln u for u in (0, 1]: the squared radius of a pair of standard normals. Within 3 ulp; exactly 0 at u = 1.
STARLING_FUNCTION double minus_two_log(double u) { return scaled_log(u, 0.0, -2.0); }

}  // namespace starling::math
