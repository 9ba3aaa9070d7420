// The states of all replicas as one checkpoint, whichever ranks they are on.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "drivers/smc/method.hpp"
#include "engine/comm/rank_groups.hpp"
#include "engine/io/checkpoint.hpp"

namespace starling::smc {

/// All members' states: what their ranks share, in the order of the members (rank 0 only), and their slots as rows: row
/// member * particles + slot.
struct GatheredStates {
  nlohmann::json shared;
  std::int64_t rows = 0;
  std::vector<OwnedColumn> columns;  ///< this rank's rows
};

/// Collective over the world: `own` holds a state for each member of this rank's group.
[[nodiscard]] GatheredStates gather_states(const RankGroups& groups, std::int64_t particles,
                                           const std::vector<ReplicaState>& own);

/// Collective over the world: the states of this rank's members, from the rows of a checkpoint, however many ranks wrote
/// it. `shared` is what gather_states gave.
[[nodiscard]] std::vector<ReplicaState> scatter_states(const RankGroups& groups, std::int64_t particles,
                                                       const nlohmann::json& shared, const LoadedCheckpoint& loaded);

}  // namespace starling::smc
