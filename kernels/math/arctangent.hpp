// The angle of a vector in the plane.
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// The angle of (x, y) in [-pi, pi], zero for the zero vector (pi for x = -0); finite arguments below 1e308
/// with normal ratio. Within 2.5 ulp.
/// The ratio of the smaller to the larger component, turned by pi/4 where it exceeds tan(pi/8), leaves an argument
/// below tan(pi/8) for a minimax polynomial; the eighth of the plane is put back afterwards.
STARLING_FUNCTION double atan2(double y, double x) {
  const double across = absolute(x);
  const double up = absolute(y);
  const double larger = across > up ? across : up;
  const double smaller = across > up ? up : across;
  const bool turned = smaller > 0x1.a827999fcef34p-2 * larger;
  const double numerator = turned ? smaller - larger : smaller;
  const double denominator = turned ? smaller + larger : larger;
  const double t = numerator / (denominator > 0.0 ? denominator : 1.0);
  const double z = t * t;
  const double series =
      horner(z, -0x1.555555555553dp-2, 0x1.9999999995864p-3, -0x1.24924922ad1ecp-3, 0x1.c71c70e5ef9ebp-4,
             -0x1.745cf8d86d10ap-4, 0x1.3b1118d1aa322p-4, -0x1.10ebb4e9ff213p-4, 0x1.df0f1a842c56cp-5,
             -0x1.9cd1e4ec1ed75p-5, 0x1.37d38b664f23dp-5, -0x1.2565dd0cbae7dp-6);
  const double within_eighth = fma(t * z, series, t) + (turned ? 0x1.921fb54442d18p-1 : 0.0);
  const double within_quarter = up > across ? 0x1.921fb54442d18p+0 - within_eighth : within_eighth;
  const bool behind = bits_of(x) >> 63 != 0u;
  const double within_half = behind ? 0x1.921fb54442d18p+1 - within_quarter : within_quarter;
  return with_sign(within_half, y);
}

}  // namespace starling::math
