// One independent part of a run, as the runner of any job sees it: a replica of a system, a filter, a chain, a
// training.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/hdf5.hpp"

namespace starling {

/// A line of the run's table. NaN is an empty cell.
struct TableRow {
  std::int64_t step;  ///< the unit of work that it tells of
  std::vector<double> values;
};

/// A row of one member's table.
struct MemberRow {
  std::int64_t member;
  TableRow row;
};

/// Numbers of a member's rows (its particles, slots, weights) on this rank, row-major: component c of local row j is
/// values[j * components + c]. Integers are held exactly; `element` is what a file stores.
struct MemberColumn {
  std::string name;
  int components;
  std::vector<double> values;
  hdf5::Element element = hdf5::Element::float64;
};

/// Everything that a member needs to continue.
struct MemberState {
  nlohmann::json shared;              ///< what all ranks of its group share; finite doubles are kept bit for bit
  std::vector<MemberColumn> columns;  ///< the same names, components and elements on every rank and in every member
  /// Which row each local row is; left out: this rank's even share (rows_of), in order.
  std::optional<std::vector<std::int64_t>> rows = {};
};

/// The column of this name and, where given, with so many components. Fails with bad_input if there is none.
[[nodiscard]] const MemberColumn& column_named(const std::vector<MemberColumn>& columns, const std::string& name,
                                               std::optional<int> components = {});

/// How a number that several members found becomes one.
enum class Pooling {
  mean,     ///< their mean, with the standard error between them
  share,    ///< the mean of yes (1) and no (0), whose error does not vanish where all agree
  log_mean  ///< the log of the mean of exp, for logs of unbiased estimates
};

/// A number that a member found. NaN: there is none.
struct Result {
  std::string name;
  double mean = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();  ///< the member's own standard error, where it has one
  std::int64_t samples = 1;                                 ///< that the mean is taken of
  std::string reason = {};                                  ///< why there is no mean or no error
  Pooling pooling = Pooling::mean;
  std::optional<bool> resolved = {};  ///< whether `error` is sure: the series was long against its correlations
  double time_needed = 0.0;           ///< for that, after equilibration; where it is not resolved
  std::string doubt = {};             ///< a sentence that a run ends with, where the value cannot be right
  double effective_replicas = 0.0;    ///< of a pooled log_mean: how many carry the weight, and the largest share of one
  double largest_share = 0.0;
};

/// A yes or no, of which members together give a share.
[[nodiscard]] inline Result share_of(const std::string& name, bool yes) {
  Result result{name, yes ? 1.0 : 0.0};
  result.pooling = Pooling::share;
  return result;
}

/// One independent part of a run on a group of ranks. All members of the class except the plainest accessors are
/// collective over the group; nothing that it computes depends on the number of its ranks, or on how its work is cut
/// into calls.
class Member {
 public:
  Member() = default;
  virtual ~Member() = default;
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  /// Names of the table's columns after the step.
  [[nodiscard]] virtual std::vector<std::string> columns() const = 0;

  /// Units of work done so far (steps, times, sweeps).
  [[nodiscard]] virtual std::int64_t done() const = 0;
  /// All there will be; empty if only the run can tell.
  [[nodiscard]] virtual std::optional<std::int64_t> planned() const = 0;
  [[nodiscard]] virtual bool finished() const { return planned() && done() >= *planned(); }
  /// Particle-steps of a unit, of all its ranks together, the most where units differ: what the length of blocks is reckoned
  /// in and, where they do not differ, rates.
  [[nodiscard]] virtual double work_per_unit() const = 0;

  /// Works until `units` units are done, or to the end if that is earlier, and appends the rows that became known. Not
  /// called, and an internal_error, where the plan advances members together (RunPlan::advance).
  virtual void advance_to(std::int64_t units, std::vector<TableRow>& rows);

  /// Agrees on what the last unit left open; called before anything is observed or written. `looks`: an observation or a
  /// writer that observes comes next.
  virtual void settle(bool /*looks*/) {}

  /// Appends the row of the present unit, where the run's table has a cadence.
  virtual void observe(std::vector<TableRow>& /*rows*/) {}

  /// What it found so far: the same names in the same order in every member, the same values on every rank of the group.
  [[nodiscard]] virtual std::vector<Result> results() const = 0;

  [[nodiscard]] virtual MemberState save() const = 0;
};

}  // namespace starling
