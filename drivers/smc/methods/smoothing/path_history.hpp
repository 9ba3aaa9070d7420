// The generations of a sweep with one ancestor per particle, through which a path is traced back.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/smc/methods/particle_filter.hpp"
#include "drivers/smc/methods/smoothing/paris_sums.hpp"
#include "engine/run/row_history.hpp"

namespace starling::smc {

/// States of all times, and the first backward ancestor of each.
class PathHistory {
 public:
  explicit PathHistory(const ParticleFilter& filter);

  /// Keeps the filter's present generation and its ancestors; call after each step.
  void note(const ParticleFilter& filter, const ParisSums& sums);

  void clear();

  /// Collective: the path that ends in a slot of the filter's present generation, drawn by weight with words 0 and 1 of
  /// counter (0, time, path_choice, 0).
  [[nodiscard]] Path draw(const ParticleFilter& filter) const;

  /// Columns of a checkpoint; load() restores `generations` generations from them.
  void save(std::vector<SlotColumn>& columns) const;
  void load(const std::vector<SlotColumn>& columns, std::int64_t generations);

 private:
  int components_;
  RowBlock slots_;
  RowHistory states_;
  RowHistory ancestors_;  ///< slice t - 1 belongs to time t
};

}  // namespace starling::smc
