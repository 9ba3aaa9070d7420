// What an external force may be built from, and what it gives back.
#pragma once

#include "kernels/registry.hpp"
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
  int wall_axis;          ///< 0, 1 or 2
  double wall_stiffness;  ///< kappa_w
  double wall_margin;     ///< how deep a particle may go behind a wall
  double pair_range;      ///< range of the pair force, finite where there are walls
};

/// Force on one particle (a velocity) and its divergence with respect to that particle's position.
template <int D>
struct ExternalTerms {
  double force[D];
  double divergence;
};

/// Numbers that an external force says it reads.
template <int D>
using ExternalNumbers = Numbers<ExternalParameters<D>>;

// An external force in D dimensions is a struct with
//   static constexpr const char* name;                its name in a deck
//   static constexpr ExternalNumbers<D> needs;        numbers that the deck must give: those without a default
//   static T from(const ExternalParameters<D>&);
//   ExternalTerms<D> terms(const double* position, const double* unwrapped) const;   canonical and unwrapped coordinates
//   double energy(const double* position, const double* unwrapped) const;   the force is minus its gradient
// and a line in registry.hpp. Where it makes sense:
//   static constexpr bool confines = true;            particles stay about the middle of the box
//   static constexpr ExternalNumbers<D> also_reads;   numbers that the deck may leave out
//   static constexpr bool whole_pairs = true;         a particle stands for a pair: no pair force besides
// A force without a form in D dimensions leaves that specialisation undefined.

}  // namespace starling
