// summary.json of any job, and its last lines in the log.
#pragma once

#include <chrono>

#include "engine/run/members.hpp"
#include "engine/run/setting.hpp"

namespace starling {

/// Collective.
void write_run_summary(const RunSetting& setting, Members& members, const LoopResult& result, PhaseTimer& timer,
                       std::chrono::system_clock::time_point started, const std::filesystem::path& file);

}  // namespace starling
