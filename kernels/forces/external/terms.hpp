// What an external force may be built from, and what it gives back.
#pragma once

#include "kernels/space/box.hpp"

namespace starling {

/// The deck's numbers for an external force; each force says which it reads.
template <int D>
struct ExternalParameters {
  Box<D> box;
  double trap_stiffness;  ///< kappa
  double strength;        ///< k of the softplus ring force
  double steepness;       ///< beta of the softplus ring force
  double diameter;        ///< 2R of the softplus ring force
};

/// Force on one particle (a velocity) and its divergence with respect to that particle's position.
template <int D>
struct ExternalTerms {
  double force[D];
  double divergence;
};

// An external force in D dimensions is a struct with
//   static constexpr const char* name;
//   static T from(const ExternalParameters<D>&);
//   ExternalTerms<D> terms(const double* position, const double* unwrapped) const;   canonical and unwrapped coordinates
// and a line in registry.hpp.

}  // namespace starling
