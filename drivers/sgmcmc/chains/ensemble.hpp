// All chains of a rank group at work, side by side.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "drivers/sgmcmc/chains/chain.hpp"
#include "engine/comm/rank_groups.hpp"
#include "engine/runtime/phase_timer.hpp"

namespace starling::sgmcmc {

/// What a run spends its time on.
enum class Phase { setup, sampling, draws, communication, output };

/// The phases of a run, in the order of Phase.
[[nodiscard]] PhasePlan phase_plan();

/// Advances the chains of this rank's group together; groups meet only to exchange temperatures. Everything is a function of
/// (seed, chain, unit): neither the group's ranks nor how many chains it has reach a result.
class Ensemble {
 public:
  /// `chains` are those of the group, in their order; they, `plan` and `groups` outlive it.
  Ensemble(const EnsemblePlan& plan, const RankGroups& groups, std::vector<Chain*> chains);

  /// To `units` units, and appends a row for each draw. A chain that is no longer finite is put down as diverged, and the
  /// others continue; fails with blow_up if none is left. Collective over the world.
  void advance_to(std::int64_t units, PhaseTimer& timer, std::vector<MemberRow>& rows);

 private:
  void take_up();
  void put_down();
  void advance(std::int64_t unit);
  void draw(std::int64_t unit, std::vector<MemberRow>& rows);
  void mark_diverged(std::int64_t unit);
  /// Puts a chain down as diverged after this unit, and out of the way.
  void put_aside(std::size_t chain, std::int64_t unit);
  void swap(std::int64_t unit);
  void set_temperatures();
  void require_survivors() const;

  const EnsemblePlan& plan_;
  const RankGroups& groups_;
  std::vector<Chain*> chains_;
  ChainSet set_;
  std::vector<std::int64_t> rungs_;  ///< of all members of the run
};

}  // namespace starling::sgmcmc
