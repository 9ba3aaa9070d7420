// The softplus repulsion with its law in single precision: twice as many lanes and shorter polynomials.
#pragma once

#include <cmath>

#include "kernels/forces/softplus.hpp"

namespace starling {

/// The force of Softplus within 4e-6 of itself at two thirds of the time. Particles move by it; its derivative and its
/// energy, which are only observed, are in double precision.
struct SoftplusSingle : Softplus {
  static constexpr const char* name = "softplus_single";
  using Real = float;

  static SoftplusSingle from(const Parameters& p) { return {Softplus::from(p)}; }

  using Softplus::force_over_distance;
  STARLING_FUNCTION float force_over_distance(float r2) const {
    const float r = std::sqrt(r2);
    const float y = static_cast<float>(binary_steepness) * (static_cast<float>(diameter) - r);
    return math::binary_softplus_over(y, r, static_cast<float>(binary_strength));
  }
};

}  // namespace starling
