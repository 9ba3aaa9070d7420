// summary.json of the smc job, and its last lines in the log.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "drivers/smc/loop.hpp"
#include "drivers/smc/setting.hpp"

namespace starling::smc {

/// Units that this rank's members have done, all together.
[[nodiscard]] std::int64_t units_done(const Methods& methods);

/// Collective. `units`: those that this rank's members have done in this part of the run.
void write_summary(const Setting& setting, const RankGroups& groups, const Methods& methods, const LoopResult& result,
                   std::int64_t units, PhaseTimer& timer, std::chrono::system_clock::time_point started,
                   const std::filesystem::path& file);

}  // namespace starling::smc
