// Linear springs between all pairs: a linear system with an exact answer.
#pragma once

#include <limits>

#include "kernels/forces/parameters.hpp"

namespace starling {

/// F(r) = -k r, F'(r) = -k, between every pair at its minimum image. For small N: every list row holds N - 1 entries.
struct Spring {
  static constexpr const char* name = "spring";
  using Parameters = PairParameters;

  double strength;
  double cutoff;

  static Spring from(const Parameters& p) { return {p.strength, std::numeric_limits<double>::infinity()}; }

  STARLING_FUNCTION double force_over_distance(double) const { return -strength; }

  STARLING_FUNCTION PairTerms terms(double) const { return {-strength, -strength}; }

  /// k r^2/2: springs have no cutoff, where it could be zero.
  STARLING_FUNCTION double energy(double r2) const { return 0.5 * strength * r2; }
};

}  // namespace starling
