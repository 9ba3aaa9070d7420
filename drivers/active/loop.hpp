// The time loop: all replicas advance by blocks of steps, with what is due in between.
#pragma once

#include <cstdint>

#include "drivers/active/output.hpp"
#include "engine/runtime/progress.hpp"
#include "engine/runtime/signals.hpp"

namespace starling::active {

/// How a run ended.
struct LoopResult {
  std::int64_t step;  ///< the step that the present state is at
  StopRequest stop;   ///< none if all steps were done
  double seconds;     ///< wall time of this rank in the loop
};

/// Runs the deck's steps from `first` on, until the last or until the ranks agree to stop; they are asked at the end of each
/// block. `resumed`: what was due at `first` has been done already. A replica that fails ends all ranks. Collective.
template <int D>
LoopResult run_loop(Ensemble<D>& ensemble, Output<D>& output, std::int64_t first, bool resumed, const WallLimit& limit,
                    Progress& progress);

}  // namespace starling::active
