// Softplus to base 2 over a distance: the expensive part of a softplus pair force, with a single division.
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// log2(1 + 2^y) factor / r for finite y and positive r. Within 1e-15 relative; below y = -1021 positive and tiny.
/// 2^-|y| = 2^-k (C - f)/(C + f) with |y| = k + f and C(f^2) = f coth(f ln(2)/2); ln(1 + t) = 2 artanh(t/(2 + t)).
/// Base 2 leaves f exact, and one reciprocal serves both the fraction and 1/r.
STARLING_FUNCTION double binary_softplus_over(double y, double r, double factor) {
  const double magnitude = absolute(y);
  const double held = magnitude < 1021.0 ? magnitude : 1021.0;
  const Rounded k = round_to_integer(held);
  const double f = held - k.value;
  const double coth = horner(f * f, 0x1.71547652b8322p+1, 0x1.d9303fea18e0ap-4, -0x1.e50095e0ab412p-11,
                             0x1.63120c0d79583p-17, -0x1.0eb112e0d826fp-23);
  const double tail = scale_by_power_of_two(coth - f, -k.bits);
  const double denominator = fma(2.0, coth + f, tail);
  const double reciprocal = 1.0 / (denominator * r);
  const double s = tail * r * reciprocal;
  const double z = s * s;
  const double z2 = z * z;
  const double even = horner(z2, 0x1.ec709dc3a0998p-1, 0x1.a617632065977p-2, 0x1.0c9e4968bc211p-2, 0x1.916de5e3871cfp-3,
                             0x1.061625faa1281p-2);
  const double odd = horner(z2, 0x1.2776c50e7c461p-1, 0x1.484af76f79aa8p-2, 0x1.c5f590dc84c4fp-3, 0x1.249454b705a3bp-3);
  const double series = fma(z, fma(z, odd, even), 0x1.71547652b82fep+1);
  return fma(s, series, y > 0.0 ? y : 0.0) * (denominator * reciprocal * factor);
}

/// The same in single precision, for y up to 2^22: within 4e-7 relative, besides what is due to the rounding of y. Below
/// y = -125 positive and tiny. 2^-|y| and log2(1 + t)/t are minimax polynomials.
STARLING_FUNCTION float binary_softplus_over(float y, float r, float factor) {
  const float magnitude = absolute(y);
  const float held = magnitude < 125.0F ? magnitude : 125.0F;
  const RoundedSingle k = round_to_integer(held);
  // Estrin's scheme: short chains matter more here than the few extra products.
  const float f = held - k.value;
  const float f2 = f * f;
  const float low = fma(f2, fma(f, -0x1.c6aed4p-5F, 0x1.ebfbdap-3F), fma(f, -0x1.62e430p-1F, 1.0F));
  const float high = fma(f2, 0x1.41d334p-13F, fma(f, -0x1.5f456ap-10F, 0x1.3b2dbcp-7F));
  const float t = scale_by_power_of_two(fma(f2 * f2, high, low), -k.bits);
  const float t2 = t * t;
  const float t4 = t2 * t2;
  const float first = fma(t2, fma(t, -0x1.6f02a0p-2F, 0x1.ec3ac6p-2F), fma(t, -0x1.715380p-1F, 0x1.715476p+0F));
  const float second = fma(t2, fma(t, -0x1.5cb58ap-5F, 0x1.ce423ep-4F), fma(t, -0x1.93b316p-3F, 0x1.1a41bcp-2F));
  const float series = fma(t4, fma(t4, 0x1.eebe28p-8F, second), first);
  return fma(t, series, y > 0.0F ? y : 0.0F) * (factor / r);
}

}  // namespace starling::math
