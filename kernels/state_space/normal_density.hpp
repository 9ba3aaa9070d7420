// The normal law, as models need it.
#pragma once

#include "kernels/portability.hpp"

namespace starling {

/// ln(2 pi).
inline constexpr double log_two_pi = 0x1.d67f1c864beb5p+0;

/// log of the density of N(mean, variance) at x, given the precision 1/variance and ln(2 pi variance).
STARLING_FUNCTION double log_normal_density(double x, double mean, double precision, double log_scale) {
  const double deviation = x - mean;
  return -0.5 * (deviation * deviation * precision + log_scale);
}

}  // namespace starling
