// The distribution function of the standard normal law.
#pragma once

#include "kernels/math/exponential.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// P(Z > z) for z >= 0: e^(-z^2/2) p(t) / (z + 3) with t = (z - 3) / (z + 3), p a Chebyshev series of degree 22, within 1.5e-15
/// where e^(-z^2/2) is exact. Within 3e-15 + 2e-16 z^2 of the value, relatively; 0 where it is below 1e-308.
STARLING_FUNCTION double upper_normal_tail(double z) {
  const double shifted = 1.0 / (z + 3.0);
  const double t = (z - 3.0) * shifted;
  const double series =
      horner(t, 0x1.754a751a56f48p-1, -0x1.04c7295a48fc2p-1, 0x1.d71387c6555a2p-3, -0x1.832dbf695faedp-5,
             -0x1.56d8e3d996caap-7, 0x1.c8f52c079951bp-8, 0x1.0d608d7b036f3p-10, -0x1.122856ab90cf6p-10,
             -0x1.0d0a0c8e3f728p-12, 0x1.43c8189636dd7p-13, 0x1.4a933bca23035p-14, -0x1.bbfa82d8e194ap-17,
             -0x1.5b404f9baf598p-16, -0x1.dd8ffe75312ffp-19, 0x1.eb107c320edf8p-19, 0x1.38f1781bfd4cdp-19,
             -0x1.37b66a4d076d7p-26, -0x1.700542b3f27d0p-21, -0x1.0ca5670761755p-22, 0x1.ef7dfaf5802eap-24,
             0x1.66a0c8860ae47p-24, -0x1.2a59623e3cae9p-27, -0x1.6fe869aaba434p-27);
  return z < 38.0 ? exp(-0.5 * z * z) * (series * shifted) : 0.0;
}

/// P(Z > z) for every z.
STARLING_FUNCTION double upper_normal_probability(double z) {
  const double tail = upper_normal_tail(z < 0.0 ? -z : z);
  return z < 0.0 ? 1.0 - tail : tail;
}

/// P(low < Z < high), low <= high, without cancellation between small numbers: infinities are allowed.
STARLING_FUNCTION double normal_probability_between(double low, double high) {
  const bool above = low > 0.0;
  const double near = above ? low : -high;
  const double far = above ? high : -low;
  return near > 0.0 ? upper_normal_tail(near) - upper_normal_tail(far)
                    : upper_normal_probability(low) - upper_normal_probability(high);
}

}  // namespace starling::math
