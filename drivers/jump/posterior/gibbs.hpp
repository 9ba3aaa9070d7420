// One chain of Gibbs sampling for rates and paths given observations: a member of the jump job.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/jump/posterior/observations.hpp"
#include "drivers/jump/problem.hpp"
#include "engine/comm/even_split.hpp"
#include "kernels/random/key.hpp"

namespace starling::jump {

/// A path up to the last observation: the state from each time on.
struct ObservedPath {
  std::vector<double> time;  ///< ascending, the first 0
  std::vector<std::int64_t> state;
};

/// Sweeps of Rao and Teh (J. Machine Learning Research 14 (2013) 3295): virtual jumps at twice the largest exit rate less that
/// of the state, a state at each jump by filtering forward and sampling backward, and rates by their Gamma laws given the path.
/// All ranks of the group do the same. Rows are the transitions that the model has.
class GibbsChain final : public Member {
 public:
  GibbsChain(const Problem& problem, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return done_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return settings_.sweeps; }
  [[nodiscard]] double work_per_unit() const override;
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  /// Chains are judged together.
  [[nodiscard]] std::vector<Result> results() const override { return {}; }
  [[nodiscard]] MemberState save() const override;

  /// Rates of each kept sweep, sweep by sweep, in the order of Problem::transitions.
  [[nodiscard]] const std::vector<double>& draws() const { return draws_; }

 private:
  void draw_path();
  void draw_rates();
  /// Fails where a path would not fit into memory, or has no clock.
  void require_short_path(double clock) const;
  /// Times of all jumps, real and virtual, with the state after each.
  [[nodiscard]] ObservedPath with_virtual_jumps(double clock) const;

  const Problem& problem_;
  const PosteriorSettings& settings_;
  PhaseTimer& timer_;
  RowBlock share_;
  random::Key key_;
  std::int64_t done_ = 0;
  RateMatrix matrix_;
  ObservedPath path_;
  std::vector<double> draws_;
};

}  // namespace starling::jump
