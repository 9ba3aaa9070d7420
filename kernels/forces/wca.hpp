// Weeks-Chandler-Andersen repulsion: Lennard-Jones cut at its minimum.
#pragma once

#include "kernels/forces/parameters.hpp"
#include "kernels/math/fma.hpp"

namespace starling {

/// F(r) = (24 eps/r) (2 s^12 - s^6), F'(r) = -(24 eps/r^2) (26 s^12 - 7 s^6), s = sigma/r, for r < 2^(1/6) sigma.
struct Wca {
  static constexpr const char* name = "wca";
  using Parameters = PairParameters;
  static constexpr double least_distance = 0.9;
  static constexpr double first_skin = 0.5;
  static constexpr double range = 1.122462048309373;  ///< 2^(1/6)

  double strength;
  double diameter_squared;
  double cutoff;

  static Wca from(const Parameters& p) { return {p.strength, p.diameter * p.diameter, range * p.diameter}; }

  STARLING_FUNCTION double force_over_distance(double r2) const {
    const double s2 = diameter_squared / r2;
    const double s6 = s2 * s2 * s2;
    return (24.0 * strength / diameter_squared) * s2 * s6 * math::fma(2.0, s6, -1.0);
  }

  STARLING_FUNCTION PairTerms terms(double r2) const {
    const double inverse = 1.0 / r2;
    const double s2 = diameter_squared * inverse;
    const double s6 = s2 * s2 * s2;
    return {force_over_distance(r2), -24.0 * strength * inverse * (s6 * math::fma(26.0, s6, -7.0))};
  }

  /// 4 eps (s^12 - s^6) + eps = eps (2 s^6 - 1)^2.
  STARLING_FUNCTION double energy(double r2) const {
    const double s2 = diameter_squared / r2;
    const double root = math::fma(2.0 * s2, s2 * s2, -1.0);
    return strength * root * root;
  }
};

}  // namespace starling
