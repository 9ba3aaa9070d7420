// Multistep consistency sampling as a solver: a map to the end, then noise up to the next level.
#pragma once

#include <memory>
#include <vector>

#include "drivers/diffusion/solvers/solver.hpp"

namespace starling::diffusion {

/// What takes x at a ratio sigma to the end: a solver of the probability flow on its own grid, or E[x_0 | x] where there is none.
struct ConsistencyMap {
  std::shared_ptr<const Solver> solver;
  GridSettings grid;
  double doubling = 0.0;  ///< of the exact map: the largest move of a point when the steps were last doubled
};

/// From each level to the last by the map f, and with fresh noise xi to the next: y' = f(y) + sqrt(sigma'^2 - sigma_min^2) xi
/// with y = x/a. Song et al., arXiv 2303.01469, algorithm 1. Its levels are the path's first, `between`, and the path's last.
class ConsistencySteps final : public Solver {
 public:
  ConsistencySteps(std::shared_ptr<const Path> path, std::vector<double> between, ConsistencyMap map);

  [[nodiscard]] const ConsistencyMap& map() const { return map_; }
  [[nodiscard]] Grid lay_out(const Path& path) const override;
  [[nodiscard]] int vectors() const override;
  [[nodiscard]] std::vector<Stage> step(const Grid& grid, std::int64_t n) const override;
  [[nodiscard]] bool needs_noising() const override { return true; }
  [[nodiscard]] bool remembers() const override { return false; }
  [[nodiscard]] bool draws() const override { return !between_.empty(); }

 private:
  std::shared_ptr<const Path> path_;
  std::vector<double> between_;
  ConsistencyMap map_;
};

/// The map by Runge and Kutta of order 4 in so many steps, even in log sigma, that doubling them moves none of 256 points by more
/// than `tolerance`; they are drawn at the path's first level. Fails with bad_input about `key` where 2^16 steps are too few.
[[nodiscard]] ConsistencyMap exact_map(const Path& path, double tolerance, std::uint64_t seed, const std::string& key);

}  // namespace starling::diffusion
