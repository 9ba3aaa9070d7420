// Angular parts of all pairs of neighbours of an atom, in chunks.
#pragma once

#include <cstdint>

#include "kernels/descriptors/eight_lanes.hpp"
#include "kernels/descriptors/factorised_functions.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// scale base^exponent by squaring, the exponent's bits from the lowest on.
STARLING_FUNCTION Eight scaled_power(double scale, const Eight& base, int exponent) {
  Eight power = Eight::spread(scale);
  Eight square = base;
  for (int bits = exponent; bits != 0; bits >>= 1) {
    if ((bits & 1) != 0) power = power * square;
    if (bits > 1) square = square * square;
  }
  return power;
}

/// For `chunks` chunks of cosines: values[8 c + lane] of the part, scale (1 + lambda cos)^zeta, and powers, the same with
/// zeta - 1. `Zeta` is known when this is compiled, or 0. What rounding takes below 1 + lambda cos = 0 stays as it is: its
/// powers are nothing.
template <int Zeta>
STARLING_FUNCTION void fill_angular_part(const AngularPart& part, std::int64_t chunks, const double* cosine,
                                         double* values, double* powers) {
  const Eight lambda = Eight::spread(part.lambda);
  const Eight one = Eight::spread(1.0);
  const int exponent = (Zeta > 0 ? Zeta : part.zeta) - 1;
  for (std::int64_t at = 0; at < 8 * chunks; at += 8) {
    const Eight base = fma(lambda, Eight::load(cosine + at), one);
    const Eight power = scaled_power(part.scale, base, exponent);
    power.store(powers + at);
    (power * base).store(values + at);
  }
}

/// The same for `count` parts: part p from values + 8 chunks p on.
STARLING_NOINLINE STARLING_FUNCTION void fill_angular_table(const AngularPart* parts, int count, std::int64_t chunks,
                                                            const double* cosine, double* values, double* powers) {
  for (int p = 0; p < count; ++p, values += 8 * chunks, powers += 8 * chunks) {
    switch (parts[p].zeta) {
      case 1:
        fill_angular_part<1>(parts[p], chunks, cosine, values, powers);
        break;
      case 2:
        fill_angular_part<2>(parts[p], chunks, cosine, values, powers);
        break;
      case 4:
        fill_angular_part<4>(parts[p], chunks, cosine, values, powers);
        break;
      case 8:
        fill_angular_part<8>(parts[p], chunks, cosine, values, powers);
        break;
      case 16:
        fill_angular_part<16>(parts[p], chunks, cosine, values, powers);
        break;
      default:
        fill_angular_part<0>(parts[p], chunks, cosine, values, powers);
    }
  }
}

}  // namespace starling::descriptors
