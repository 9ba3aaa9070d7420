// The cube root of a positive number.
#pragma once

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// x^(1/3) for positive normal x: an estimate from the logarithm and one step of Newton. Within 2 ulp.
STARLING_FUNCTION double cube_root(double x) {
  const double estimate = exp(log(x) / 3.0);
  const double squared = estimate * estimate;
  return fma(-(fma(squared, estimate, -x)) / 3.0, 1.0 / squared, estimate);
}

}  // namespace starling::math
