// Finding the checkpoint from which a run continues.
#pragma once

#include "engine/run/plan.hpp"
#include "engine/run/setting.hpp"

namespace starling {

[[nodiscard]] RunMode run_mode(const CommandLine& command_line);

/// Collective: the run's last good checkpoint; the log names those that are not. Fails with bad_input if it is of another
/// kind of run, if the deck differs from its deck where it must not, or if the deck asks for less than it has done.
[[nodiscard]] LoadedCheckpoint load_checkpoint(const RunSetting& setting, const RunPlan& plan,
                                               const RunDirectory& directory);

}  // namespace starling
