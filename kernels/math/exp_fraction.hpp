// e^-y as a fraction, for functions that divide anyhow: its polynomial is half as long as that of e^-y.
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// e^-y = scale (coth - rest)/(coth + rest): y = k ln 2 + rest, scale = 2^-k, coth = rest coth(rest/2), which lies in
/// [2, 2.03].
template <class Real>
struct ExpFraction {
  Real coth;
  Real rest;
  Real scale;
};

/// The fraction for |y| <= 708. coth is even and needs degree 4 in rest^2 where e^rest needs 10 in rest.
STARLING_FUNCTION ExpFraction<double> exp_fraction(double y) {
  const Rounded k = round_product_to_integer(y, 0x1.71547652b82fep+0);
  double r = fma(k.value, -0x1.62e42fefa39efp-1, y);
  r = fma(k.value, -0x1.abc9e3b39803fp-56, r);
  const double coth = horner(r * r, 0x1.0000000000019p+1, 0x1.555555554504cp-3, -0x1.6c16c0adc8719p-9,
                             0x1.1564e6e52d031p-14, -0x1.b827f59467e9ap-20);
  return {coth, r, scale_by_power_of_two(1.0, -k.bits)};
}

/// The same in single precision for |y| <= 86, with degree 2.
STARLING_FUNCTION ExpFraction<float> exp_fraction(float y) {
  const RoundedSingle k = round_product_to_integer(y, 0x1.715476p+0F);
  float r = fma(k.value, -0x1.62e430p-1F, y);
  r = fma(k.value, 0x1.05c610p-29F, r);
  const float coth = horner(r * r, 2.0F, 0x1.555514p-3F, -0x1.6a8bfcp-9F);
  return {coth, r, scale_by_power_of_two(1.0F, -k.bits)};
}

/// The largest |y| of the fraction: beyond it e^-y leaves the normal numbers.
template <class Real>
inline constexpr Real largest_exponent = Real(708);
template <>
inline constexpr float largest_exponent<float> = 86.0F;

/// The greater of x and -bound; NaN for NaN.
template <class Real>
STARLING_FUNCTION Real held_above(Real x, Real bound) {
  return -bound > x ? -bound : x;
}

/// The number in [-bound, bound] nearest to x; NaN for NaN.
template <class Real>
STARLING_FUNCTION Real held_within(Real x, Real bound) {
  const Real above = held_above(x, bound);
  return bound < above ? bound : above;
}

/// |x|, or the largest exponent where that is less; NaN for NaN.
template <class Real>
STARLING_FUNCTION Real held_magnitude(Real x) {
  const Real magnitude = absolute(x);
  return largest_exponent<Real> < magnitude ? largest_exponent<Real> : magnitude;
}

}  // namespace starling::math
