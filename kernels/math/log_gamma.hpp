// The logarithm of the gamma function.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// ln Gamma(x) for 1e-300 < x < 1e300. Within 1e-14 + 6e-16 |ln Gamma(x)| of the exact value.
/// Stirling's series to the seventh term, from 8 on; below, x is raised by 8 and the product x (x+1) ... (x+7) taken off.
STARLING_FUNCTION double log_gamma(double x) {
  const bool small = x < 8.0;
  double product = 1.0;
  for (int i = 0; i < 8; ++i) product *= small ? x + i : 1.0;
  const double raised = small ? x + 8.0 : x;
  const double inverse = 1.0 / raised;
  const double series = inverse * horner(inverse * inverse, 1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0,
                                         1.0 / 1188.0, -691.0 / 360360.0, 1.0 / 156.0);
  const double half_log_two_pi = 0x1.d67f1c864beb5p-1;
  const double main = fma(raised - 0.5, log(raised), half_log_two_pi - raised);
  return main + (series - log(product));
}

/// ln n! for whole n from 0 to 1e300. Within 1e-14 + 6e-16 ln n!.
STARLING_FUNCTION double log_factorial(double n) { return log_gamma(n + 1.0); }

}  // namespace starling::math
