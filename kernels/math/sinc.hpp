// The cosine of an angle and its sine over the angle, from the angle's square: how a vector turns along a great circle.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

struct SincCosine {
  double sinc;  ///< sin(a) / a
  double cosine;
};

/// Of the angle a = sqrt(square) for 0 <= square <= (4 pi)^2, without a root, a division or a branch. Both within
/// 5e-15, and within 4e-16 for a <= 1.
/// Their series at a / 8 <= pi/2, then three times sin 2b = 2 sin b cos b, cos 2b = 1 - 2 (sin b)^2.
STARLING_FUNCTION SincCosine sinc_cosine(double square) {
  double z = 0x1p-6 * square;
  double sinc =
      horner(z, 1.0, -1.0 / 6.0, 1.0 / 120.0, -1.0 / 5040.0, 1.0 / 362880.0, -1.0 / 39916800.0, 1.0 / 6227020800.0,
             -1.0 / 1307674368000.0, 1.0 / 355687428096000.0, -1.0 / 121645100408832000.0);
  double cosine =
      horner(z, 1.0, -1.0 / 2.0, 1.0 / 24.0, -1.0 / 720.0, 1.0 / 40320.0, -1.0 / 3628800.0, 1.0 / 479001600.0,
             -1.0 / 87178291200.0, 1.0 / 20922789888000.0, -1.0 / 6402373705728000.0, 1.0 / 2432902008176640000.0);
  for (int doubling = 0; doubling < 3; ++doubling) {
    const double doubled = fma(-2.0 * z * sinc, sinc, 1.0);
    sinc *= cosine;
    cosine = doubled;
    z *= 4.0;
  }
  return {sinc, cosine};
}

}  // namespace starling::math
