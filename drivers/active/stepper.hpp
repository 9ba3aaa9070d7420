// Advancing one population step by step, agreed on one step late, with its lists rebuilt when they must be.
#pragma once

#include <cstdint>
#include <optional>

#include "drivers/active/phases.hpp"
#include "drivers/active/simulation.hpp"
#include "drivers/active/skin_tuner.hpp"
#include "engine/comm/lagged_maximum.hpp"

namespace starling::active {

/// Whether the lists were still good for a step is agreed on while the next step is computed. If it turns out that they
/// were not, that next step is done again: the state is double-buffered, so nothing is lost. What leaves the population
/// (observation, frame, checkpoint) is taken after settle(). All members but step() are collective.
template <int D>
class Stepper {
 public:
  /// From the simulation's state at step `first` on.
  Stepper(Simulation<D>& simulation, PhaseTimer& timer, std::int64_t first);

  /// The step that the present state is at.
  [[nodiscard]] std::int64_t step() const { return step_; }

  /// Takes the steps up to `last`; the agreement on it may be left open. A blow-up fails on every rank.
  void advance(std::int64_t last);

  /// Waits until the present step is agreed on, and leaves its forces, and lists of pairs up to `reach` at least.
  void settle(double reach);

 private:
  /// The particle that moved too far, as far as this rank knows.
  struct Culprit {
    std::int32_t id;
    double moved;
  };

  void take_step();
  void prepare_lists();
  void compute_forces();
  void rebuild(double reach);
  void post_verdict(StepAlarm alarm);
  [[nodiscard]] StepAlarm take_verdict();
  [[nodiscard]] StepAlarm try_step();
  void find_culprit();
  [[noreturn]] void report_blow_up() const;

  Simulation<D>& simulation_;
  PhaseTimer& timer_;
  LaggedMaximum agreement_;
  SkinTuner tuner_;
  ProcessorClock clock_;
  bool alone_;
  std::int64_t step_;
  bool settled_ = false;
  bool rebuild_due_ = true;
  std::int64_t rebuilt_at_ = -1;
  std::optional<Culprit> culprit_;         ///< of the step taken last
  std::optional<Culprit> posted_culprit_;  ///< of the step that is being agreed on
};

}  // namespace starling::active
