// pairs.h5: what a network learns from that is to tell rates from paths.
#pragma once

#include "drivers/jump/problem.hpp"
#include "engine/run/members.hpp"

namespace starling::jump {

inline constexpr const char* pairs_file = "pairs.h5";

/// Writes it once the run has ended, aside and renamed. Row r * paths + t is path t of replica r; `state` is one number, or in
/// networks a row of counts.
///   /parameters         (replica, parameter)      as the replica drew them
///   /parameter_names                              text, with blanks between
///   /start              (row[, species])          state at time 0
///   /observed           (row, time[, species])    state seen at each time of the grid from the first interval on
///   /jumps              (row)                     that the path made until the last time
///   /offsets            (row + 1)                 where its first jumps lie in the next two, up to where the next row's do
///   /jump_time          (jump)
///   /jump_state         (jump[, species])         state after the jump
///   /deck                                         all keys of the run
/// Attributes: format, version of the program, model, prior, seed, replicas, paths, intervals, jumps_kept.
[[nodiscard]] Writer pairs_writer(const Problem& problem, Members& members, const RunFiles& files);

}  // namespace starling::jump
