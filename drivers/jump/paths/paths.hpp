// A set of independent paths of a process with few states: a member of the jump job.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drivers/jump/paths/fluctuation.hpp"
#include "drivers/jump/paths/path_record.hpp"
#include "drivers/jump/problem.hpp"
#include "engine/comm/even_split.hpp"
#include "engine/comm/exact_moments.hpp"

namespace starling::jump {

/// Rows are paths, of which this rank has an even share. A unit is an interval of the grid of times.
class PathReplica final : public Member, public RecordedPaths {
 public:
  PathReplica(const Problem& problem, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return done_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return settings_.intervals; }
  [[nodiscard]] double work_per_unit() const override;
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;
  void record(PathRows& rows) const override;

  /// What tells whether integral_fluctuation can be trusted; none where it is not a result. Collective over the group.
  [[nodiscard]] std::optional<FluctuationSums> fluctuation() const;

 private:
  void start();
  void load(const MemberState& state);
  [[nodiscard]] PathArrays paths() const;
  [[nodiscard]] PathTallies tallies(std::int64_t* occupied) const;
  /// Brings paths to a unit. Returns how many of this rank's are in each state at each of the times between.
  template <class Record>
  [[nodiscard]] DeviceArray<std::int64_t> jump_to(std::int64_t unit, const Record& record) const;
  void require_few_jumps() const;
  /// Results of one number per path.
  void add_moments(std::vector<Result>& results) const;
  void add_passage(std::vector<Result>& results) const;
  void add_states(std::vector<Result>& results) const;
  [[nodiscard]] bool tells_fluctuation() const {
    return done_ > 0 && problem_.stationary && settings_.sums_entropy(false);
  }
  /// e^(-Delta s_tot) of this rank's paths.
  [[nodiscard]] std::vector<double> fluctuation_weights() const;
  [[nodiscard]] SampleMoments fluctuation_moments(const std::vector<double>& weights) const;
  [[nodiscard]] double now() const { return settings_.interval * static_cast<double>(done_); }

  const Problem& problem_;
  std::shared_ptr<const StateProcess> process_;
  const RateMatrix& matrix_;
  const SimulateSettings& settings_;
  const Communicator& group_;
  PhaseTimer& timer_;
  std::uint32_t replica_;
  RowBlock share_;
  std::int64_t done_ = 0;
  std::vector<double> from_;  ///< the state that each path started from
  DeviceArray<std::int32_t> state_;
  DeviceArray<std::int64_t> jumps_;
  DeviceArray<double> next_;
  DeviceArray<double> since_;
  DeviceArray<double> entropy_;
  DeviceArray<double> current_;
  DeviceArray<double> passage_;
  DeviceArray<double> time_;
  DeviceArray<std::int64_t> exits_;
};

}  // namespace starling::jump
