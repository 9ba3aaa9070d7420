// Where a run's work is done.
#pragma once

#include "engine/comm/rank_groups.hpp"
#include "engine/run/setting.hpp"

namespace starling {

/// Says in the log over how many ranks, groups and threads the members are spread.
void log_places(const RunSetting& setting, const RankGroups& groups);

}  // namespace starling
