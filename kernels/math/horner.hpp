// Horner's rule over a written-out list of coefficients.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// The constant polynomial.
template <typename Real>
STARLING_FUNCTION Real horner(Real /*x*/, Real constant) {
  return constant;
}

/// c0 + c1 x + c2 x^2 + ..., coefficients of the type of x from the constant up, one fused multiply-add each.
template <typename Real, typename... Rest>
STARLING_FUNCTION Real horner(Real x, Real constant, Real next, Rest... rest) {
  return fma(x, horner(x, next, rest...), constant);
}

}  // namespace starling::math
