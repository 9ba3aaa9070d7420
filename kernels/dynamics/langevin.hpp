// Langevin dynamics of atoms with masses, by the splitting BAOAB.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling {

/// Elements that have masses of their own.
inline constexpr int most_masses = 8;

/// dx = v dt, m dv = F dt - m gamma v dt + sqrt(2 m gamma k T) dW in three dimensions by BAOAB (Leimkuhler and Matthews, Appl.
/// Math. Res. Express (2013) 34): half a kick, half a drift, the friction and noise exactly, half a drift, half a kick. Between
/// steps a particle carries the velocity before the last half kick, whose force is that of the next step's first:
/// kick() completes it. As advance.hpp takes a dynamics; a particle's activity is that velocity and its element's place.
struct LangevinBaoab {
  static constexpr int activity_components = 4;
  static constexpr int normals = 3;

  double half_step;
  double decay;                   ///< exp(-gamma dt)
  double half_kick[most_masses];  ///< dt / 2m, by element
  double noise[most_masses];      ///< sqrt((1 - decay^2) kT/m)

  /// A component of the velocity at the step's end, from what a particle carries and the force there.
  STARLING_FUNCTION double kick(int element, double velocity, double force) const {
    return math::fma(half_kick[element], force, velocity);
  }

  STARLING_FUNCTION void step(const double* activity, const double* force, const double* normal, double* displacement,
                              double* next_activity) const {
    const int element = static_cast<int>(activity[3]);
    for (int d = 0; d < 3; ++d) {
      const double velocity = kick(element, kick(element, activity[d], force[d]), force[d]);
      const double after = math::fma(noise[element], normal[d], decay * velocity);
      displacement[d] = half_step * (velocity + after);
      next_activity[d] = after;
    }
    next_activity[3] = activity[3];
  }
};

}  // namespace starling
