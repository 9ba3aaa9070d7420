// Fused multiply-add, spelt out wherever it is meant: contraction by the compiler is off.
#pragma once

#include "kernels/portability.hpp"

namespace starling::math {

/// a*b + c with one rounding, on every backend.
STARLING_FUNCTION double fma(double a, double b, double c) {
#if STARLING_ON_DEVICE
  return ::fma(a, b, c);
#else
  return __builtin_fma(a, b, c);
#endif
}

/// The same in single precision.
STARLING_FUNCTION float fma(float a, float b, float c) {
#if STARLING_ON_DEVICE
  return ::fmaf(a, b, c);
#else
  return __builtin_fmaf(a, b, c);
#endif
}

}  // namespace starling::math
