// Horner's rule over a written-out list of coefficients.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// The constant polynomial.
STARLING_FUNCTION double horner(double /*x*/, double constant) { return constant; }

/// c0 + c1 x + c2 x^2 + ..., coefficients from the constant up, one fused multiply-add each.
template <typename... Rest>
STARLING_FUNCTION double horner(double x, double constant, double next, Rest... rest) {
  return fma(x, horner(x, next, rest...), constant);
}

}  // namespace starling::math
