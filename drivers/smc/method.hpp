// What the job's loop knows of a method: one independent run of it, a replica.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/runtime/phase_timer.hpp"

namespace starling::smc {

/// What a run spends its time on; the labels are phase_labels().
enum class Phase { setup, propagation, weighting, resampling, smoothing, moves, communication, output };

/// A line of the method's table: filter.csv, or the tempering ladder. NaN is an empty cell.
struct TableRow {
  std::int64_t step;  ///< time of a filter, sweep of a Gibbs sampler, rung of a ladder
  std::vector<double> values;
};

/// Doubles of each slot of this rank, row-major: component c of local slot j is values[j * components + c].
struct SlotColumn {
  std::string name;
  int components;
  std::vector<double> values;
};

/// Everything a replica needs to go on: numbers that all ranks of its group share, and columns over its slots.
struct ReplicaState {
  nlohmann::json shared;  ///< finite doubles are kept bit for bit
  std::vector<SlotColumn> columns;
};

/// Messages of resampling and of gathering, summed over this rank's calls.
struct Traffic {
  std::int64_t states_sent = 0;  ///< unique states that left this rank
  std::int64_t bytes_sent = 0;
  std::int64_t resamplings = 0;
};

/// One replica of a method on a group of ranks. Constructing, advance(), save() and load() are collective over the group.
/// Nothing that a replica computes depends on the number of its ranks.
class Method {
 public:
  virtual ~Method() = default;

  /// Names of the table's columns after the step.
  [[nodiscard]] virtual std::vector<std::string> columns() const = 0;

  /// Units of work done so far: times, or times of all sweeps, or rungs.
  [[nodiscard]] virtual std::int64_t done() const = 0;
  /// All there will be; empty if only the run can tell (adaptive tempering).
  [[nodiscard]] virtual std::optional<std::int64_t> planned() const = 0;
  [[nodiscard]] virtual bool finished() const = 0;

  /// Does one unit of work and appends the rows that became known.
  virtual void advance(PhaseTimer& timer, std::vector<TableRow>& rows) = 0;

  /// What the replica found, once finished: names and values, the same on every rank of the group and the same names in
  /// every replica. `log_likelihood` among them where there is one.
  [[nodiscard]] virtual std::vector<std::pair<std::string, double>> results() const = 0;

  [[nodiscard]] virtual ReplicaState save() const = 0;
  /// Goes on from a state that save() gave, on any number of ranks; the columns hold this rank's slots.
  virtual void load(const ReplicaState& state) = 0;

  /// The present particles, for files: columns over this rank's slots (state, log_weight, ancestor where known).
  [[nodiscard]] virtual std::vector<SlotColumn> particles() const = 0;

  /// Ancestors of all times so far, where the deck asked for them (TableSettings::genealogy): one column "ancestor" over
  /// this rank's slots, whose component t - 1 is the slot at time t - 1 that slot j of time t descends from. Empty where
  /// they are not kept.
  [[nodiscard]] virtual std::vector<SlotColumn> genealogy() const { return {}; }

  [[nodiscard]] virtual Traffic traffic() const = 0;
};

/// The names of Phase, in its order.
[[nodiscard]] std::vector<PhaseLabel> phase_labels();

}  // namespace starling::smc
