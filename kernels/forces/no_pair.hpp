// Particles that do not see each other.
#pragma once

#include "kernels/forces/parameters.hpp"

namespace starling {

/// F = 0: the ideal gas of the model.
struct NoPair {
  static constexpr const char* name = "none";
  using Parameters = PairParameters;

  double cutoff;

  static NoPair from(const Parameters&) { return {0.0}; }

  STARLING_FUNCTION double force_over_distance(double) const { return 0.0; }
  STARLING_FUNCTION PairTerms terms(double) const { return {0.0, 0.0}; }
  STARLING_FUNCTION double energy(double) const { return 0.0; }
};

}  // namespace starling
