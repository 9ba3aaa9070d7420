// From a checked deck to a finished run, whatever the job.
#pragma once

#include "engine/run/plan.hpp"
#include "engine/run/setting.hpp"

namespace starling {

/// Makes the members (or loads them), opens the run's directory, runs the loop and writes the summary; a dry run says what
/// it would take. Returns `interrupted` if the run was told to stop. Collective; failures are thrown on every rank.
ExitCode run_plan(const RunSetting& setting, const RunPlan& plan);

}  // namespace starling
