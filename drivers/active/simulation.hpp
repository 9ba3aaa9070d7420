// Particles with their forces, dynamics and neighbours: the state of a run and one step of it.
#pragma once

#include <cstdint>

#include "drivers/active/model.hpp"
#include "engine/run/member.hpp"
#include "kernels/dynamics/descend.hpp"
#include "kernels/dynamics/step_limits.hpp"
#include "kernels/forces/pair_observations.hpp"
#include "kernels/random/key.hpp"

namespace starling::active {

/// One population of active matter on a group of ranks. The step loop decides when lists are rebuilt and steps agreed.
template <int D>
class Simulation {
 public:
  /// Places the particles where the deck says, or continues from what save() gave on any ranks. A replica's noise is its
  /// own. Collective; bad input if a column of the state is missing.
  Simulation(const Communicator& communicator, const Deck& deck, std::uint32_t replica = 0,
             const MemberState* resumed = nullptr);

  /// This rank's particles, and what else their future depends on.
  [[nodiscard]] MemberState save() const;

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
    starling::descend<D>(particles_.now(), particles_.force(), box(), gain, longest, particles_.owned());
  }

  /// Advances from `step` to the next into the second buffer; `early` also warns one step ahead of stale lists.
  [[nodiscard]] StepAlarm advance(std::int64_t step, bool early);

  /// Makes the advanced state the present one.
  void accept() { particles_.swap_state(); }

  /// What observations need of the forces on each owned particle: divergence and energy of the total force, virial of
  /// the pair force; lists must be good.
  void observe_forces(const PairObservations& out) const;

  /// The vector that drives each owned particle, one array per dimension, `stride` apart.
  void compute_drive(double* drive, std::int64_t stride) const;

  /// Makes the present unwrapped positions and drives the origins that particles are compared with.
  void reset_origins();

  /// The group of ranks that the population lives on.
  [[nodiscard]] const Communicator& communicator() const { return communicator_; }
  [[nodiscard]] const Particles<D>& particles() const { return particles_; }
  [[nodiscard]] Neighbourhood<D>& neighbourhood() { return neighbourhood_; }
  [[nodiscard]] const Neighbourhood<D>& neighbourhood() const { return neighbourhood_; }
  [[nodiscard]] const Model<D>& model() const { return model_; }
  [[nodiscard]] const Box<D>& box() const { return model_.box; }
  /// Of the file that the particles started from, 0 without one.
  [[nodiscard]] std::uint64_t start_digest() const { return start_digest_; }
  [[nodiscard]] PairArrays<D> pair_arrays() const {
    return {particles_.now().position, particles_.force(), particles_.stride(), neighbourhood_.list(), box()};
  }

 private:
  const Communicator& communicator_;
  Model<D> model_;
  Particles<D> particles_;
  std::uint64_t start_digest_;  ///< of the file that the particles started from, 0 without one
  random::Key key_;
  Neighbourhood<D> neighbourhood_;
};

}  // namespace starling::active
