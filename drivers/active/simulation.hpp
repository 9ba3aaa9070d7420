// Particles with their forces, dynamics and neighbours: the state of a run and one step of it.
#pragma once

#include <cstdint>

#include "drivers/active/model.hpp"
#include "engine/domain/skin_tuner.hpp"
#include "engine/domain/stepped_system.hpp"
#include "engine/run/member.hpp"
#include "kernels/dynamics/descend.hpp"
#include "kernels/dynamics/step_limits.hpp"
#include "kernels/forces/pair_observations.hpp"
#include "kernels/random/key.hpp"

namespace starling::active {

/// One population of active matter on a group of ranks. The step loop decides when lists are rebuilt and steps agreed.
template <int D>
class Simulation final : public SteppedSystem {
 public:
  /// Places the particles where the deck says, or continues from what save() gave on any ranks. A replica's noise is its
  /// own. Collective; bad input if a column of the state is missing.
  Simulation(const Communicator& communicator, const Deck& deck, std::uint32_t replica = 0,
             const MemberState* resumed = nullptr);

  /// This rank's particles, and what else their future depends on.
  [[nodiscard]] MemberState save() const;

  void rebuild(std::int64_t step, double reach = 0.0) override { neighbourhood_.rebuild(particles_, step, reach); }
  [[nodiscard]] double cutoff() const override { return neighbourhood_.settings().cutoff; }
  void set_skin(double skin) override { neighbourhood_.set_skin(skin); }
  /// Of a stepper, around the model's skin.
  [[nodiscard]] SkinTuner skin_tuner() const;

  /// Brings ghosts up to date, if there is a pair force.
  void update_ghosts() override {
    if (neighbourhood_.needs_lists()) neighbourhood_.update_ghosts(particles_);
  }

  void compute_forces() override;
  /// The same without the external force.
  void compute_pair_forces();

  /// Moves all owned particles along their forces as starling::descend says, no step of the dynamics.
  void descend(double gain, double longest) {
    starling::descend<D>(particles_.now(), particles_.force(), box(), gain, longest, particles_.owned());
  }

  [[nodiscard]] StepAlarm advance(std::int64_t step, bool early) override;
  void accept() override { particles_.swap_state(); }
  [[nodiscard]] std::optional<FarMove> far_move() const override;
  /// Fails on every rank.
  void blow_up(std::int64_t step, const FarMove& first) override;

  /// What observations need of the forces on each owned particle: divergence and energy of the total force, virial of
  /// the pair force; lists must be good.
  void observe_forces(const PairObservations& out) const;

  /// The vector that drives each owned particle, one array per dimension, `stride` apart.
  void compute_drive(double* drive, std::int64_t stride) const;

  /// Makes the present unwrapped positions and drives the origins that particles are compared with.
  void reset_origins();

  /// The group of ranks that the population lives on.
  [[nodiscard]] const Communicator& communicator() const override { return communicator_; }
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
