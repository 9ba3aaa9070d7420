// A static target as the tempering sampler sees it, whichever it is.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/random/key.hpp"
#include "kernels/targets/arrays.hpp"

namespace starling::smc {

/// Observations as a table: one row per observation, one entry per column. Regressions take the last column as the
/// response and the others as features.
struct TargetData {
  std::vector<std::vector<double>> rows;
};

/// Launches of a target's kernels on this rank; none communicates. Noise depends on key, slot and move only.
class StaticTarget {
 public:
  virtual ~StaticTarget() = default;

  [[nodiscard]] virtual std::string name() const = 0;
  /// Components of a point; points are stored with log prior and log likelihood behind them.
  [[nodiscard]] virtual int dimension() const = 0;

  /// Fills slots with points from the prior.
  virtual void start(const ChainSlots& slots, random::Key key) const = 0;

  /// Runs chains of `moves` moves. Of chain k, slot k keeps the last point; or, if `length` = moves + 1 > 1, slots
  /// k length, ..., k length + moves keep every point. Returns the moves accepted, each chain counted by one rank.
  virtual std::int64_t run(const MetropolisChains& chains, const ChainSlots& slots, int length, int moves,
                           random::Key key) const = 0;

  /// How many observations it has that can be seen one by one; 0 if it has none.
  [[nodiscard]] virtual std::int64_t observations() const = 0;
  /// The same target with `count` of its observations from `first` on, which uses this one's memory.
  [[nodiscard]] virtual std::unique_ptr<StaticTarget> part(std::int64_t first, std::int64_t count) const = 0;
  /// Adds the log likelihood to that of `count` points and to their log weights.
  virtual void observe(const TargetPoints& points, std::int64_t count, double* log_weight) const = 0;
};

}  // namespace starling::smc
