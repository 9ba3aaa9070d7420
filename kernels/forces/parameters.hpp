// What a pair force may be built from, and what it gives back.
#pragma once

#include "kernels/portability.hpp"

namespace starling {

/// The deck's numbers for a pair force; each force says which it reads. Forces are velocities (force times mobility).
struct PairParameters {
  double strength;   ///< k, or epsilon of WCA
  double steepness;  ///< beta of softplus
  double diameter;   ///< 2R, or sigma of WCA
  double cutoff;     ///< r_c; forces with a range of their own ignore it
};

/// What the divergence of the force needs of a pair at distance r.
struct PairTerms {
  double force_over_distance;  ///< F(r)/r, F > 0 repels
  double derivative;           ///< F'(r)
};

// A pair force is a struct with
//   static constexpr const char* name;                 its name in a deck
//   static constexpr bool all_pairs;                   true if it has no cutoff
//   static T from(const PairParameters&);
//   double cutoff;                                     the force is exactly zero from here on
//   double force_over_distance(double r2) const;       F(r)/r for 0 < r < cutoff, finite for any r2 >= least_r2
//   PairTerms terms(double r2) const;                  the same force, with its derivative
// and one line in registry.hpp.

/// Squared distances are raised to this before a force sees them, so that a particle's padding (itself, at distance
/// zero) adds an exact zero instead of a NaN. No pair of a run that has not blown up is this close.
inline constexpr double least_r2 = 1e-20;

}  // namespace starling
