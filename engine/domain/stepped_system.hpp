// What a stepper sees of the population that it advances.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/comm/communicator.hpp"
#include "engine/population/particles.hpp"
#include "kernels/dynamics/step_limits.hpp"

namespace starling {

/// A particle that moved too far in a step.
struct FarMove {
  std::int32_t id;
  double moved;  ///< may be NaN
};

/// Particles with their lists and forces, whose state is double-buffered, so that a step can be taken again. All members are
/// collective over the communicator except accept() and far_move().
class SteppedSystem {
 public:
  SteppedSystem() = default;
  virtual ~SteppedSystem() = default;
  SteppedSystem(const SteppedSystem&) = delete;
  SteppedSystem& operator=(const SteppedSystem&) = delete;

  [[nodiscard]] virtual const Communicator& communicator() const = 0;

  /// Rebuilds everything about neighbours at the present positions; pairs are listed up to `reach` at least.
  virtual void rebuild(std::int64_t step, double reach) = 0;
  /// How far lists that are still good are sure to reach, and the slack beyond from the next rebuild on.
  [[nodiscard]] virtual double cutoff() const = 0;
  virtual void set_skin(double skin) = 0;
  /// Brings ghosts up to date for lists that are still good.
  virtual void update_ghosts() = 0;
  /// Forces on all owned particles at their present positions.
  virtual void compute_forces() = 0;

  /// Advances from `step` to the next into the second buffer; `early` also warns one step ahead of stale lists.
  [[nodiscard]] virtual StepAlarm advance(std::int64_t step, bool early) = 0;
  /// Makes the advanced state the present one.
  virtual void accept() = 0;

  /// Of this rank, after a step that raised the alarm of a blow-up and before it is accepted: the particle with the least id
  /// among those that moved too far.
  [[nodiscard]] virtual std::optional<FarMove> far_move() const = 0;
  /// All ranks know that the step that ended as `step` blew up: fails, or puts it down, so that no more steps are taken.
  virtual void blow_up(std::int64_t step, const FarMove& first) = 0;
};

/// The particle with the least id among those that a step moved by more than `limit`, or to nowhere.
template <int D>
[[nodiscard]] std::optional<FarMove> far_move_of(const Particles<D>& particles, const Box<D>& box, double limit);

}  // namespace starling
