// A target at all noise levels of a grid, in device memory.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/diffusion/solvers/grid.hpp"
#include "kernels/diffusion/gibbs_move.hpp"

namespace starling::diffusion {

class LevelStore {
 public:
  /// The laws of x_0 + sigma z at the grid's points.
  LevelStore(const Mixture& target, const Grid& grid);

  [[nodiscard]] const LevelTables& tables() const { return tables_; }

 private:
  DeviceArray<double> variance_, mean_, scale_, precision_;
  LevelTables tables_{};
};

/// The parts of the levels, the smallest first, whose shares of the chains are told: tenths, or each level where there are fewer.
/// As large as they are by the exact law.
[[nodiscard]] std::vector<double> exact_level_shares(std::int64_t levels);

}  // namespace starling::diffusion
