// An isotropic harmonic trap in the middle of the box.
#pragma once

#include "kernels/forces/external/terms.hpp"

namespace starling {

/// F = -kappa (x - centre) on unwrapped coordinates, so a particle that leaves the box is still pulled back to its middle.
template <int D>
struct HarmonicTrap {
  static constexpr const char* name = "harmonic_trap";
  static constexpr bool confines = true;

  struct Parameters : ExternalParameters<D> {
    double trap_stiffness = required;
  };

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    visitor("trap_stiffness", p.trap_stiffness, "stiffness of the harmonic trap in the middle of the box",
            Limits::positive(), Notation{.unit = "1/time", .symbol = "kappa"});
  }

  double stiffness;
  double centre[D];

  static HarmonicTrap from(const Parameters& p) {
    HarmonicTrap trap{p.trap_stiffness, {}};
    for (int d = 0; d < D; ++d) trap.centre[d] = 0.5 * p.box.edge[d];
    return trap;
  }

  STARLING_FUNCTION ExternalTerms<D> terms(const double* /*position*/, const double* unwrapped) const {
    ExternalTerms<D> terms{};
    for (int d = 0; d < D; ++d) {
      terms.force[d] = -stiffness * (unwrapped[d] - centre[d]);
      terms.gradient.at(d, d) = -stiffness;
    }
    return terms;
  }

  STARLING_FUNCTION ExternalPlace<D> place(const double* /*position*/, const double* unwrapped) const {
    ExternalPlace<D> place{};
    for (int d = 0; d < D; ++d) {
      place.vector[d] = unwrapped[d] - centre[d];
      place.slope[d] = 1.0;
    }
    return place;
  }

  STARLING_FUNCTION double energy(const double* /*position*/, const double* unwrapped) const {
    double squared = 0.0;
    for (int d = 0; d < D; ++d) squared += (unwrapped[d] - centre[d]) * (unwrapped[d] - centre[d]);
    return 0.5 * stiffness * squared;
  }
};

}  // namespace starling
