// The loop of every job: all members advance by blocks of units, with what is due in between.
#pragma once

#include "engine/run/output.hpp"
#include "engine/runtime/progress.hpp"

namespace starling {

/// Advances this rank's members until all have ended or the ranks agree to stop; they are asked at the end of each block.
/// What is due before the first unit is written unless the run `continues`. A failure of one group is thrown on every
/// rank at the end of the block. `progress` may be null. Collective over the world.
LoopResult run_loop(Members& members, Output& output, PhaseTimer& timer, const WallLimit& limit, bool continues,
                    Progress* progress);

}  // namespace starling
