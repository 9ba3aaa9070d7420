// What an external force may be built from, and what it gives back.
#pragma once

#include "kernels/parameters.hpp"
#include "kernels/space/box.hpp"
#include "kernels/space/symmetric_matrix.hpp"

namespace starling {

/// What every external force is given.
template <int D>
struct ExternalParameters {
  Box<D> box{};
  double strength = 1.0;    ///< k of the pair force
  double diameter = 0.0;    ///< 2R of the pair force
  double pair_range = 0.0;  ///< range of the pair force, finite where there are walls
  int wall_axis = 0;        ///< 0, 1 or 2
};

/// Where in the force's landscape a particle is, for what is learned there. Smooth, and with the force's symmetries: point
/// reflection about the force's centre turns `vector` round and leaves `mark` alone; both together tell all places apart that
/// the force tells apart.
template <int D>
struct ExternalPlace {
  double vector[D];
  double slope[D];  ///< d vector_d / d x_d; component d depends on x_d only
  double mark;
  double mark_slope[D];  ///< d mark / d x_d
};

/// Force on one particle (a velocity) and its gradient with respect to that particle's position.
template <int D>
struct ExternalTerms {
  double force[D];
  SymmetricMatrix<D> gradient;  ///< (a, b): dF_a/dx_b

  [[nodiscard]] STARLING_FUNCTION double divergence() const { return gradient.trace(); }
};

// An external force in D dimensions is a struct with
//   static constexpr const char* name;                its name in a deck
//   struct Parameters : ExternalParameters<D>;        with numbers of its own, or ExternalParameters<D> itself
//   static void describe(Parameters&, visitor);       declares those numbers (kernels/parameters.hpp), if there are any
//   static T from(const Parameters&);
//   ExternalTerms<D> terms(const double* position, const double* unwrapped) const;   canonical and unwrapped coordinates
//   double energy(const double* position, const double* unwrapped) const;   the force is minus its gradient
//   ExternalPlace<D> place(const double* position, const double* unwrapped) const;   where in it a particle is
// and a line in registry.hpp. Where it makes sense:
//   static constexpr bool confines = true;            particles stay about the middle of the box
//   static constexpr bool whole_pairs = true;         a particle stands for a pair: no pair force besides
// A force without a form in D dimensions leaves that specialisation undefined.

}  // namespace starling
