// The atoms of one run with their forces and neighbours, as a stepper advances them.
#pragma once

#include <optional>
#include <string>

#include "drivers/md/model.hpp"
#include "engine/domain/neighbourhood.hpp"
#include "engine/domain/skin_tuner.hpp"
#include "engine/domain/stepped_system.hpp"
#include "engine/potentials/domain_forces.hpp"
#include "engine/run/member.hpp"
#include "kernels/random/key.hpp"

namespace starling::md {

/// Where a run's atoms went too far.
struct BlowUp {
  std::int64_t step;
  std::int32_t atom;
};

/// One of the model's potentials at work on a group of ranks. Noise is of (seed, replica, draw; atom, step).
class System final : public SteppedSystem {
 public:
  /// At the start with velocities of the bath's temperature, or from what save() gave on any ranks. Collective; bad input
  /// where two atoms of the start are on top of each other, or a column is missing.
  System(const Communicator& communicator, const Deck& deck, const Model& model, std::int64_t replica,
         std::int64_t draw, const MemberState* resumed);

  [[nodiscard]] const Communicator& communicator() const override { return communicator_; }
  void rebuild(std::int64_t step, double reach) override;
  [[nodiscard]] double cutoff() const override { return neighbourhood_.settings().cutoff; }
  void set_skin(double skin) override { neighbourhood_.set_skin(skin); }
  void update_ghosts() override { neighbourhood_.update_ghosts(particles_); }
  void compute_forces() override { compute_forces(false); }
  [[nodiscard]] StepAlarm advance(std::int64_t step, bool early) override;
  void accept() override { particles_.swap_state(); }
  [[nodiscard]] std::optional<FarMove> far_move() const override;
  /// Puts it down; nothing of the atoms is known from then on, and all are at rest in the origin.
  void blow_up(std::int64_t step, const FarMove& first) override;

  /// Also finds how far functions are out of their training range.
  void compute_forces(bool excess);

  [[nodiscard]] SkinTuner skin_tuner() const;
  [[nodiscard]] const std::optional<BlowUp>& blown_up() const { return blown_up_; }
  [[nodiscard]] const Particles<3>& particles() const { return particles_; }
  [[nodiscard]] const potentials::DomainForces& forces() const { return forces_; }
  [[nodiscard]] NeighbourList list() const { return neighbourhood_.list(); }
  [[nodiscard]] const Model& model() const { return model_; }

  /// Of this rank's atoms in the order of save(), after compute_forces(): with the last half kick of the step, as the table's
  /// kinetic temperature has them.
  [[nodiscard]] MemberColumn full_step_velocity() const;

  /// This rank's atoms: position, image and velocity, by id.
  [[nodiscard]] MemberState save() const;

 private:
  void require_apart(const std::string& start_file);

  const Communicator& communicator_;
  const Model& model_;
  double largest_displacement_;
  random::Key key_;
  Particles<3> particles_;
  Neighbourhood<3> neighbourhood_;
  bool tunes_skin_;
  potentials::DomainForces forces_;
  std::optional<BlowUp> blown_up_;
};

}  // namespace starling::md
