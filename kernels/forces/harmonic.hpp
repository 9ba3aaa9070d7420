// One-sided harmonic repulsion: soft discs that push while they overlap.
#pragma once

#include <cmath>

#include "kernels/forces/parameters.hpp"

namespace starling {

/// F(r) = k (2R - r), F'(r) = -k, for r < 2R.
struct Harmonic {
  static constexpr const char* name = "harmonic";
  using Parameters = PairParameters;

  double strength;
  double cutoff;

  static Harmonic from(const Parameters& p) { return {p.strength, p.diameter}; }

  STARLING_FUNCTION double force_over_distance(double r2) const {
    const double r = std::sqrt(r2);
    return strength * (cutoff - r) / r;
  }

  STARLING_FUNCTION PairTerms terms(double r2) const { return {force_over_distance(r2), -strength}; }

  STARLING_FUNCTION double energy(double r2) const {
    const double overlap = cutoff - std::sqrt(r2);
    return 0.5 * strength * overlap * overlap;
  }
};

}  // namespace starling
