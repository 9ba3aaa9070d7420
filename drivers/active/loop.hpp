// The time loop: steps, agreed on one step late, with rebuilds, observations and checkpoints when due.
#pragma once

#include <cstdint>
#include <optional>

#include "drivers/active/output.hpp"
#include "drivers/active/phases.hpp"
#include "drivers/active/simulation.hpp"
#include "drivers/active/skin_tuner.hpp"
#include "engine/comm/lagged_maximum.hpp"
#include "engine/runtime/progress.hpp"
#include "engine/runtime/signals.hpp"

namespace starling::active {

/// How a run ended.
struct LoopResult {
  std::int64_t step;  ///< the step that the present state is at
  StopRequest stop;   ///< none if all steps were done
  double seconds;     ///< wall time of this rank in the loop
};

/// Runs the steps of a deck from one state on.
///
/// Whether the lists were still good for a step is agreed on while the next step is computed. If it turns out that they
/// were not, that next step is done again: the state is double-buffered, so nothing is lost. Whatever leaves the loop
/// (observation, frame, checkpoint) waits for the agreement first.
template <int D>
class Loop {
 public:
  Loop(const Communicator& communicator, const Deck& deck, Simulation<D>& simulation, Output<D>& output,
       PhaseTimer& timer, const WallLimit& limit);

  /// Steps from `first` to the deck's last step, or until the ranks agree to stop. `resumed`: what was due at `first`
  /// has been done already. Collective.
  LoopResult run(std::int64_t first, bool resumed, Progress& progress);

 private:
  /// What the ranks say together about a step that was taken.
  struct Verdict {
    StepAlarm alarm;
    StopRequest stop;
  };
  /// The particle that moved too far, as far as this rank knows.
  struct Culprit {
    std::int32_t id;
    double moved;
  };

  [[nodiscard]] Verdict take_verdict(std::int64_t step);
  void post_verdict(StepAlarm alarm);
  void rebuild(std::int64_t step, double reach);
  void prepare_lists(std::int64_t step, bool due);
  [[nodiscard]] StepAlarm take_step(std::int64_t step);
  void find_culprit();
  [[noreturn]] void report_blow_up(std::int64_t step) const;

  const Communicator& communicator_;
  const Deck& deck_;
  Simulation<D>& simulation_;
  Output<D>& output_;
  PhaseTimer& timer_;
  const WallLimit& limit_;
  LaggedMaximum agreement_;
  SkinTuner tuner_;
  bool alone_;
  bool rebuild_due_ = true;
  std::int64_t rebuilt_at_ = -1;
  StopRequest stop_ = StopRequest::none;
  std::optional<Culprit> culprit_;         ///< of the step taken last
  std::optional<Culprit> posted_culprit_;  ///< of the step that is being agreed on
};

}  // namespace starling::active
