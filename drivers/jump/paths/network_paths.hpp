// A set of independent paths of a reaction network: a member of the jump job.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/jump/paths/path_record.hpp"
#include "drivers/jump/problem.hpp"
#include "engine/comm/even_split.hpp"

namespace starling::jump {

/// Rows are paths, of which this rank has an even share. A unit is an interval of the grid of times.
class NetworkReplica final : public Member, public RecordedPaths {
 public:
  NetworkReplica(const Problem& problem, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return done_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return settings_.intervals; }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(settings_.paths) * 10.0; }
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;
  void record(PathRows& rows) const override;

  /// How often the count of each species was j at the grid's times after the burn-in, over all paths: species by species,
  /// method.bins numbers each. Collective over the group.
  [[nodiscard]] std::vector<std::int64_t> histogram() const;

 private:
  [[nodiscard]] int species() const { return model_.network.species; }
  [[nodiscard]] bool sums_entropy() const { return settings_.sums_entropy(true); }
  [[nodiscard]] NetworkPaths paths() const;
  /// Brings paths to a unit. Returns sums over this rank's at each of the times between (NetworkTallies).
  template <class Record>
  [[nodiscard]] DeviceArray<std::int64_t> react_to(std::int64_t unit, const Record& record) const;
  void require_few_jumps() const;

  const Problem& problem_;
  ReactionNetwork model_;
  const SimulateSettings& settings_;
  const Communicator& group_;
  PhaseTimer& timer_;
  std::uint32_t replica_;
  RowBlock share_;
  std::int64_t done_ = 0;
  std::vector<std::int64_t> counted_before_;  ///< the histogram up to the checkpoint that this continues from
  DeviceArray<std::int64_t> count_;
  DeviceArray<std::int64_t> jumps_;
  DeviceArray<double> next_;
  DeviceArray<double> entropy_;  ///< empty where it is not asked for
  DeviceArray<std::int64_t> histogram_;
};

}  // namespace starling::jump
