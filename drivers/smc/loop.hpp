// The loop: all replicas advance by blocks of units, with what is due in between.
#pragma once

#include <cstdint>
#include <optional>

#include "drivers/smc/output.hpp"
#include "engine/comm/rank_groups.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "engine/runtime/progress.hpp"
#include "engine/runtime/signals.hpp"

namespace starling::smc {

/// How a run ended.
struct LoopResult {
  std::int64_t done;  ///< units that the replicas have done; those that need fewer have ended before
  StopRequest stop;   ///< none unless the ranks agreed to stop before the end
  bool ended;         ///< whether every replica has
  double seconds;     ///< wall time of this rank in the loop
};

/// Units a block: about four million particle-steps, so that agreeing at its end costs nothing and a signal is heard in a
/// fraction of a second. A function of the deck only.
[[nodiscard]] std::int64_t block_units(const Deck& deck);

/// Advances this rank's members until all replicas have ended or the ranks agree to stop. A failure
/// of one group is thrown on every rank at the end of the block. Collective over the world.
LoopResult run_loop(const RankGroups& groups, const Deck& deck, const Methods& methods, Output& output,
                    PhaseTimer& timer, const WallLimit& limit, Progress* progress);

}  // namespace starling::smc
