// The hyperbolic tangent and its derivative.
#pragma once

#include "kernels/math/exp_fraction.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// rest coth(rest/2) to the last bit or two of itself, where the fraction needs it less near rest = 0: in double
/// precision that takes one degree more.
STARLING_FUNCTION float coth_near_zero(const ExpFraction<float>& f) { return f.coth; }
STARLING_FUNCTION double coth_near_zero(const ExpFraction<double>& f) {
  return horner(f.rest * f.rest, 2.0, 0x1.555555555553ep-3, -0x1.6c16c16bebb93p-9, 0x1.1566aaf1ead0ap-14,
                -0x1.bbd41b0f9ff2cp-20, 0x1.6375f1b8c81b0p-25);
}

/// tanh x and 1/cosh^2 x.
template <class Real>
struct HyperbolicTangent {
  Real value;
  Real derivative;
};

/// Both for every x in single or double precision, from one exponential and one division; NaN for NaN. The value is
/// odd and within 3 ulp, also where it is tiny; the derivative is even, within 6 ulp up to |x| = 39 (350 in double
/// precision) and below 6e-34 beyond.
/// With e^-2x = s (C - r)/(C + r) the numerator of tanh, (C + r) - s (C - r), has no cancellation written as
/// C (1 - s) + r (1 + s).
template <class Real>
STARLING_FUNCTION HyperbolicTangent<Real> tanh_and_derivative(Real x) {
  // A little less than half the largest exponent, so that the reciprocal stays normal.
  const Real held = held_within(x, largest_exponent<Real> / Real(2) - Real(4));
  const ExpFraction<Real> f = exp_fraction(held + held);
  const Real coth = coth_near_zero(f);
  const Real numerator = fma(coth, Real(1) - f.scale, f.rest * (Real(1) + f.scale));
  const Real positive = coth + f.rest;
  const Real negative = f.scale * (coth - f.rest);
  const Real denominator = positive + negative;
  const Real reciprocal = Real(1) / denominator;
  // The remainder makes the quotient good to half an ulp, and exactly one in the end.
  const Real quotient = numerator * reciprocal;
  const Real remainder = fma(-quotient, denominator, numerator);
  return {fma(remainder, reciprocal, quotient), (Real(4) * (positive * reciprocal)) * (negative * reciprocal)};
}

/// tanh x; the bits of the value above.
STARLING_FUNCTION float tanh(float x) { return tanh_and_derivative(x).value; }
STARLING_FUNCTION double tanh(double x) { return tanh_and_derivative(x).value; }

}  // namespace starling::math
