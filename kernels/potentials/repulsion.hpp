// The repulsion between atoms that a network only corrects: it keeps atoms apart where there are no data.
#pragma once

#include "kernels/descriptors/cutoffs.hpp"
#include "kernels/portability.hpp"

namespace starling::potentials {

/// Two atoms are never nearer to each other, in Angstrom: functions of such distances overflow or lose their digits.
inline constexpr double nearest_atoms = 0.1;

/// strength (range/r)^12, less its value at the cutoff and its slope there times (r - cutoff): it ends smoothly.
struct Repulsion {
  double strength = 0.0;
  double range = 1.0;
  double cutoff = 1.0;

  /// Of a pair, 0 from the cutoff on; the slope is by r.
  STARLING_FUNCTION descriptors::ValueAndSlope at(double r) const {
    if (r >= cutoff) return {0.0, 0.0};
    const double here = power(range / r);
    const double end = power(range / cutoff);
    const double end_slope = -12.0 * end / cutoff;
    return {strength * (here - end - end_slope * (r - cutoff)), strength * (-12.0 * here / r - end_slope)};
  }

 private:
  STARLING_FUNCTION static double power(double x) {
    const double cube = x * x * x;
    return (cube * cube) * (cube * cube);
  }
};

}  // namespace starling::potentials
