// The integral of softplus, which is a dilogarithm: the energy of a softplus force.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// G(y), the integral of ln(1 + e^x) over x from minus infinity to y: -Li2(-e^y), for finite y. Within 1e-15 relative,
/// also where it is tiny; below y = -708 within 4e-308.
/// With w = ln(1 + e^-|y|) <= ln 2, G(-|y|) = w + w^2/4 + sum over even n >= 2 of B_n w^(n+1)/(n+1)!, B_n Bernoulli's
/// numbers; each term is 80 times smaller than the one before. G(y) + G(-y) = y^2/2 + pi^2/6.
STARLING_FUNCTION double softplus_integral(double y) {
  const double w = softplus(-absolute(y));
  const double z = w * w;
  const double series =
      horner(z, 0x1.c71c71c71c71cp-6, -0x1.23456789abcdfp-12, 0x1.3d079fb6ef3e3p-18, -0x1.8a86a49f629d1p-24,
             0x1.04d7f65caf373p-29, -0x1.658a4b8f16a75p-35, 0x1.f63f1e311ac24p-41);
  const double below = fma(z, fma(w, series, 0.25), w);
  return y > 0.0 ? fma(0.5 * y, y, 0x1.a51a6625307d3p+0 - below) : below;
}

}  // namespace starling::math
