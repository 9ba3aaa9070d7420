// Particles with their forces, dynamics and neighbours: the state of a run and one step of it.
#pragma once

#include <cstdint>

#include "drivers/active/model.hpp"
#include "engine/domain/neighbourhood.hpp"
#include "kernels/dynamics/descend.hpp"
#include "kernels/dynamics/step_limits.hpp"
#include "kernels/forces/pair_observations.hpp"
#include "kernels/random/key.hpp"

namespace starling::active {

/// One population of active matter on a group of ranks. The step loop decides when lists are rebuilt and steps agreed.
template <int D>
class Simulation {
 public:
  /// Places the particles where the deck says. A replica's noise is its own. Collective.
  Simulation(const Communicator& communicator, const Deck& deck, std::uint32_t replica = 0);

  /// Goes on from this rank's share of records. Collective.
  Simulation(const Communicator& communicator, const Deck& deck, std::span<const double> records,
             std::uint32_t replica = 0);

  /// Rebuilds everything about neighbours at the present positions; pairs are listed up to `reach` at least.
  void rebuild(std::int64_t step, double reach = 0.0) { neighbourhood_.rebuild(particles_, step, reach); }

  /// Brings ghosts up to date, if there is a pair force.
  void update_ghosts() {
    if (neighbourhood_.needs_lists()) neighbourhood_.update_ghosts(particles_);
  }

  /// Forces on all owned particles at their present positions.
  void compute_forces();
  /// The same without the external force.
  void compute_pair_forces();

  /// Moves all owned particles along their forces as starling::descend says, no step of the dynamics.
  void descend(double gain, double longest) {
    starling::descend<D>(particles_.now(), particles_.force(), box_, gain, longest, particles_.owned());
  }

  /// Advances from `step` to the next into the second buffer; `early` also warns one step ahead of stale lists.
  [[nodiscard]] StepAlarm advance(std::int64_t step, bool early);

  /// Makes the advanced state the present one.
  void accept() { particles_.swap_state(); }

  /// What observations need of the forces on each owned particle: divergence and energy of the total force, virial of
  /// the pair force; lists must be good.
  void observe_forces(const PairObservations& out) const;

  /// The vector that drives each owned particle, one array a dimension, particles().stride() apart.
  void compute_drive(const DeviceArray<double>& drive) const;

  /// What the noise has of the file that the particles started from, 0 without one. A run that continues from records must
  /// be given that of its beginning before it advances.
  [[nodiscard]] std::uint64_t start_digest() const { return start_digest_; }
  void resume_noise(std::uint64_t start_digest);

  /// Makes the present unwrapped positions and drives the origins that particles are compared with.
  void reset_origins();

  [[nodiscard]] const Particles<D>& particles() const { return particles_; }
  [[nodiscard]] Neighbourhood<D>& neighbourhood() { return neighbourhood_; }
  [[nodiscard]] const Neighbourhood<D>& neighbourhood() const { return neighbourhood_; }
  [[nodiscard]] const Box<D>& box() const { return box_; }
  /// A particle that moves further in one step has blown up.
  [[nodiscard]] double largest_displacement() const { return largest_displacement_; }
  [[nodiscard]] PairArrays<D> pair_arrays() const {
    return {particles_.now().position, particles_.force(), particles_.stride(), neighbourhood_.list(), box_};
  }

 private:
  struct Beginning {
    Particles<D> particles;
    std::uint64_t start_digest;
  };
  static Beginning placed(const Communicator& communicator, const Deck& deck, const Dynamics<D>& dynamics,
                          std::uint32_t replica);
  static Beginning loaded(const Deck& deck, const Dynamics<D>& dynamics, std::span<const double> records);
  Simulation(const Communicator& communicator, const Deck& deck, const Dynamics<D>& dynamics, std::uint32_t replica,
             Beginning beginning);

  Box<D> box_;
  PairForce pair_;
  ExternalForce<D> external_;
  Dynamics<D> dynamics_;
  std::uint64_t seed_;
  std::uint32_t replica_;
  std::uint64_t start_digest_;
  random::Key key_;
  double largest_displacement_;
  Particles<D> particles_;
  Neighbourhood<D> neighbourhood_;
};

}  // namespace starling::active
