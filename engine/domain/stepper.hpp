// Advancing one population step by step, agreed on one step late, with its lists rebuilt when they must be.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/comm/lagged_maximum.hpp"
#include "engine/domain/particle_phase.hpp"
#include "engine/domain/skin_tuner.hpp"
#include "engine/domain/stepped_system.hpp"
#include "engine/runtime/phase_timer.hpp"

namespace starling {

/// Whether the lists were still good for a step is agreed on while the next step is computed. If it turns out that they
/// were not, that next step is done again: the state is double-buffered, so nothing is lost. What leaves the population
/// (observation, frame, checkpoint) is taken after settle(). All members but step() and ended() are collective.
class Stepper {
 public:
  /// From the system's state at step `first` on; the timer's phases begin with those of ParticlePhase up to communication.
  Stepper(SteppedSystem& system, PhaseTimer& timer, const SkinTuner& tuner, std::int64_t first);

  /// The step that the present state is at.
  [[nodiscard]] std::int64_t step() const { return step_; }
  /// Whether the system has put down a blow-up: nothing is done any more.
  [[nodiscard]] bool ended() const { return ended_; }

  /// Has new lists made before the next forces: after lists that reach far, which are good for long, but slow.
  void renew_lists() { rebuild_due_ = true; }

  /// For a system that was put down in an earlier part of the run.
  void end() { ended_ = true; }

  /// Takes the steps up to `last`; the agreement on it may be left open.
  void advance(std::int64_t last);

  /// Waits until the present step is agreed on, and leaves its forces, and lists of pairs up to `reach` at least.
  void settle(double reach);

 private:
  void take_step();
  void prepare_lists();
  void compute_forces();
  void rebuild(double reach);
  void post_verdict(StepAlarm alarm);
  [[nodiscard]] StepAlarm take_verdict();
  [[nodiscard]] StepAlarm try_step();
  void tell_blow_up();

  SteppedSystem& system_;
  PhaseTimer& timer_;
  LaggedMaximum agreement_;
  SkinTuner tuner_;
  ProcessorClock clock_;
  bool alone_;
  std::int64_t step_;
  bool ended_ = false;
  bool settled_ = false;
  bool rebuild_due_ = true;
  std::int64_t rebuilt_at_ = -1;
  std::optional<FarMove> culprit_;         ///< of the step taken last
  std::optional<FarMove> posted_culprit_;  ///< of the step that is being agreed on
};

}  // namespace starling
