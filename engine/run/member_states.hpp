// The states of all members as one checkpoint, whichever ranks they are on.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "engine/io/checkpoints/checkpoint.hpp"
#include "engine/run/members.hpp"

namespace starling {

/// All members' states: what their ranks share, in the order of the members (rank 0 only), and their columns as rows: row
/// member * rows_each + k is row k of that member.
struct GatheredStates {
  nlohmann::json shared;
  std::vector<OwnedColumn> columns;  ///< this rank's rows
};

/// Collective over the world.
[[nodiscard]] GatheredStates gather_states(Members& members);

/// Collective over the world: the columns of all members as files hold them, this rank's rows, from the states (whose
/// `shared` is not looked at) of this rank's members.
[[nodiscard]] std::vector<OwnedColumn> sorted_columns(const RankGroups& groups, std::int64_t rows_each,
                                                      const std::vector<MemberState>& own);

/// Collective over the world: the states of this rank's members, from a checkpoint that any number of ranks wrote.
[[nodiscard]] std::vector<MemberState> scatter_states(const RankGroups& groups, std::int64_t rows_each,
                                                      const LoadedCheckpoint& loaded);

}  // namespace starling
