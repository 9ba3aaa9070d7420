// One independent run of a method of sequential Monte Carlo, one unit of work at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"

namespace starling::smc {

/// What a run spends its time on.
enum class Phase { setup, propagation, weighting, resampling, smoothing, moves, communication, output };

/// Columns over this rank's slots of the population.
using SlotColumn = MemberColumn;
using ReplicaState = MemberState;

/// Messages of resampling and of gathering, summed over this rank's calls.
struct Traffic {
  std::int64_t states_sent = 0;  ///< unique states that left this rank
  std::int64_t bytes_sent = 0;
  std::int64_t resamplings = 0;
};

/// One member of a run on a group of ranks: a replica of a method, or a chain of it. Constructing, advance(), save() and load() are collective over the group.
/// Nothing that a replica computes depends on the number of its ranks.
class Method : public Member {
 public:
  /// `timer` is that of advance_to().
  explicit Method(PhaseTimer& timer) : timer_(timer) {}

  /// Does one unit of work (a time, a rung) and appends the rows that became known.
  virtual void advance(PhaseTimer& timer, std::vector<TableRow>& rows) = 0;
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) final;

  /// Continues from a state that save() gave, on any number of ranks; the columns hold this rank's slots.
  virtual void load(const ReplicaState& state) = 0;

  /// The present particles, for files: columns over this rank's slots (state, log_weight, ancestor where known).
  [[nodiscard]] virtual std::vector<SlotColumn> particles() const = 0;

  /// Ancestors of all times so far, where the deck asked for them (TableSettings::genealogy): one column "ancestor" over
  /// this rank's slots, whose component t - 1 is the slot at time t - 1 that slot j of time t descends from. Empty where
  /// they are not kept.
  [[nodiscard]] virtual std::vector<SlotColumn> genealogy() const { return {}; }

  [[nodiscard]] virtual Traffic traffic() const = 0;

 private:
  PhaseTimer& timer_;
};

/// The phases of a run, in the order of Phase.
[[nodiscard]] PhasePlan phase_plan();

/// A method's estimate of the log of a normalising constant, as results: itself, and what the average of such estimates
/// over replicas is the log of.
[[nodiscard]] std::vector<Result> evidence_results(double log_likelihood);

}  // namespace starling::smc
