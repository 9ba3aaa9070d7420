// What a dynamics may be built from and what it must offer.
#pragma once

#include "kernels/dynamics/entropy.hpp"
#include "kernels/portability.hpp"
#include "kernels/registry.hpp"

namespace starling {

/// Species of particles that a run may have at most.
inline constexpr int most_species = 8;

/// The deck's numbers for a dynamics; each dynamics says which it reads.
struct DynamicsParameters {
  double time_step;                              ///< dt
  double self_propulsion;                        ///< v0
  double relaxation_rate;                        ///< gamma
  double translational_diffusion;                ///< eps or D_t
  double rotational_diffusion;                   ///< D_r
  double chirality;                              ///< omega of active Brownian particles
  double coupling;                               ///< omega of the exact control
  double tumble_rate;                            ///< alpha
  int species;                                   ///< 0 or 1: all particles are alike, with `self_propulsion`
  double species_self_propulsion[most_species];  ///< v0 of each of several species
};

/// Numbers that a dynamics says it reads.
using DynamicsNumbers = Numbers<DynamicsParameters>;

// A dynamics in D dimensions is a struct with
//   static constexpr const char* name;          its name in a deck
//   static constexpr DynamicsNumbers needs;     numbers that the deck must give, time_step apart
//   static constexpr int activity_components;   doubles of internal state a particle carries, possibly 0
//   static constexpr int normals;               standard normal variates a step takes, activity first
//   static T from(const DynamicsParameters&);
//   void step(const double* activity, const double* force, const double* noise, double* displacement,
//             double* next_activity) const;     one time step of one particle; noise: normals, then uniforms
//   void drive(const double* activity, double* direction) const;   the vector that self-propels: g or u, zero if passive
//   void start(const double* normal, double uniform, double* activity) const;   a draw from the stationary law
//   void adopt(const double* direction, double* activity) const;   the activity whose drive points along `direction`
//   static Rate entropy_production(const DynamicsParameters&, const ActivityMoments&);   linear in the moments
// and a line in registry.hpp, and in a Mixture there if it has swim_at. Arrays have D or activity_components entries and
// live in registers. Where it makes sense:
//   static constexpr int uniforms;                 numbers uniform in [0, 1) that a step takes
//   static constexpr DynamicsNumbers also_reads;   numbers that the deck may leave out; they are 0 then
//   static constexpr DynamicsNumbers positive;     of those it needs, numbers that must not be 0
//   static bool fits(const DynamicsParameters&);   which of several types under one name is meant
//   static constexpr double mean_square_drive;     E |drive|^2 without forces, of a self-propelled particle
//   void swim_at(double v0);                       sets the speed of self-propulsion, for mixtures
//   static DriveDecay drive_decay(const DynamicsParameters&);   of a self-propelled particle, whatever the forces
//   static constexpr bool entropy_is_local;        entropy_production is right particle by particle, not on average only
//   entropy_production_from_forces                 as entropy_production, from other moments
//   entropy_production_of_activity                 as entropy_production, the part that stays finite where that does not
// A dynamics without a form in D dimensions leaves that specialisation undefined.

}  // namespace starling
