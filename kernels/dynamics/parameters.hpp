// What a dynamics may be built from and what it must offer.
#pragma once

#include "kernels/portability.hpp"

namespace starling {

/// The deck's numbers for a dynamics; each dynamics says which it reads.
struct DynamicsParameters {
  double time_step;                ///< dt
  double self_propulsion;          ///< v0
  double relaxation_rate;          ///< gamma
  double translational_diffusion;  ///< eps or D_t
  double rotational_diffusion;     ///< D_r
  double chirality;                ///< omega of active Brownian particles
  double coupling;                 ///< omega of the exact control
};

// A dynamics in D dimensions is a struct with
//   static constexpr const char* name;          its name in a deck
//   static constexpr int activity_components;   doubles of internal state a particle carries, possibly 0
//   static constexpr int normals;               standard normal variates a step takes, activity first
//   static T from(const DynamicsParameters&);
//   void step(const double* activity, const double* force, const double* normal, double* displacement,
//             double* next_activity) const;     one time step of one particle
//   void drive(const double* activity, double* direction) const;   the vector that self-propels: g or u, zero if passive
//   void start(const double* normal, double uniform, double* activity) const;   a draw from the stationary law
//   void adopt(const double* direction, double* activity) const;   the activity whose drive points along `direction`
// and a line in registry.hpp. Arrays have D or activity_components entries and live in registers.

}  // namespace starling
