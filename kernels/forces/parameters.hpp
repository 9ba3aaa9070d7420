// What a pair force may be built from, and what it gives back.
#pragma once

#include <concepts>

#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"

namespace starling {

/// What every pair force is given. Forces are velocities (force times mobility).
struct PairParameters {
  double strength = 1.0;  ///< k, or epsilon of WCA
  double diameter = 0.0;  ///< 2R, or sigma of WCA
};

/// What the divergence of the force needs of a pair at distance r.
struct PairTerms {
  double force_over_distance;  ///< F(r)/r, F > 0 repels
  double derivative;           ///< F'(r)
};

// A pair force is a struct with
//   static constexpr const char* name;                 its name in a deck
//   struct Parameters : PairParameters;                with numbers of its own, or PairParameters itself
//   static void describe(Parameters&, visitor);        declares those numbers (kernels/parameters.hpp), if there are any
//   static T from(const Parameters&);
//   double cutoff;                                     the force is exactly zero from here on; infinite for all pairs
//   double force_over_distance(double r2) const;       F(r)/r for 0 < r < cutoff
//   PairTerms terms(double r2) const;                  the same force, with its derivative
//   double energy(double r2) const;                    its integral from r to the cutoff
// and one line in registry.hpp. Where it makes sense:
//   static constexpr double least_distance;   in diameters; closer pairs are pushed apart before a run begins
//   static constexpr double first_skin;       in diameters, where tuning begins; 0.3 for most forces
//   float force_over_distance(float r2) const, using Real = float;    what moves particles is computed in single
//                                             precision from separations in double; terms and energy stay in double

/// The arithmetic of a force's law.
template <class Force>
struct LawArithmetic {
  using Real = double;
};
template <class Force>
requires std::same_as<typename Force::Real, float>
struct LawArithmetic<Force> {
  using Real = float;
};

/// The squared distance from which on a law adds exact zeros. In single precision it is rounded down by more than a squared
/// distance is ever wrong by, so that lists which hold every pair within the cutoff hold every pair within this.
template <class Real>
STARLING_FUNCTION Real squared_cutoff(double cutoff) {
  constexpr double kept = std::same_as<Real, float> ? 1.0 - 0x1p-20 : 1.0;
  return static_cast<Real>(cutoff * cutoff * kept);
}

}  // namespace starling
