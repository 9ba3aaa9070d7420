// What a dynamics may be built from and what it must offer.
#pragma once

#include "kernels/dynamics/entropy.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"

namespace starling {

/// Species of particles that a run may have at most.
inline constexpr int most_species = 8;

/// What every dynamics is given.
struct DynamicsParameters {
  double time_step = 0.0;  ///< dt
};

// Numbers that several dynamics have.

template <class Visitor>
void describe_self_propulsion(double& value, const Visitor& visitor) {
  visitor("self_propulsion", value, "speed of self-propulsion, of all particles", Limits::not_negative(),
          Notation{.unit = "length/time", .symbol = "v0"});
}

template <class Visitor>
void describe_relaxation_rate(double& value, const Visitor& visitor) {
  visitor("relaxation_rate", value, "rate at which the activity forgets", Limits::positive(),
          Notation{.unit = "1/time", .symbol = "gamma"});
}

template <class Visitor>
void describe_translational_diffusion(double& value, const Visitor& visitor,
                                      const Limits& limits = Limits::not_negative()) {
  visitor("translational_diffusion", value, "diffusion coefficient of positions", limits,
          Notation{.unit = "length^2/time", .symbol = "eps, D_t", .unset_means = "0 for active models"});
}

// A dynamics in D dimensions is a struct with
//   static constexpr const char* name;          its name in a deck
//   struct Parameters : DynamicsParameters;     its numbers, beside the time step
//   static void describe(Parameters&, visitor); declares them (kernels/parameters.hpp)
//   static constexpr int activity_components;   doubles of internal state a particle carries, possibly 0
//   static constexpr int normals;               standard normal variates a step takes, activity first
//   static T from(const Parameters&);
//   void step(const double* activity, const double* force, const double* noise, double* displacement,
//             double* next_activity) const;     one time step of one particle; noise: normals, then uniforms
//   void drive(const double* activity, double* direction) const;   the vector that self-propels: g or u, zero if passive
//   void start(const double* normal, double uniform, double* activity) const;   a draw from the stationary law
//   void adopt(const double* direction, double* activity) const;   the activity whose drive points along `direction`
//   static Rate entropy_production(const Parameters&, const ActivityMoments&);   linear in the moments
// and a line in registry.hpp, and in a Mixture there if it has swim_at and the number self_propulsion. Arrays have D or activity_components entries and
// live in registers. Where it makes sense:
//   static constexpr int uniforms;                 numbers uniform in [0, 1) that a step takes
//   static bool fits(const Parameters&);   which of several types under one name is meant
//   static constexpr double mean_square_drive;     E |drive|^2 without forces, of a self-propelled particle
//   void swim_at(double v0);                       sets the speed of self-propulsion, for mixtures
//   static DriveDecay drive_decay(const Parameters&);   of a self-propelled particle, whatever the forces
//   static constexpr bool entropy_is_local;        entropy_production is right particle by particle, not on average only
//   entropy_production_from_forces                 as entropy_production, from other moments
//   entropy_production_of_activity                 as entropy_production, the part that stays finite where that does not
// A dynamics without a form in D dimensions leaves that specialisation undefined.

}  // namespace starling
