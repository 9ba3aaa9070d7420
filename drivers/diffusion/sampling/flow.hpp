// Points that solvers without noise move, each time from the same start: for trials of solvers.
#pragma once

#include <vector>

#include "drivers/diffusion/solvers/solver.hpp"

namespace starling::diffusion {

/// Points drawn from a law as a Flow takes them.
[[nodiscard]] std::vector<double> drawn_columns(const Mixture& law, std::int64_t count, random::Key key);

class Flow {
 public:
  /// Component c of point j at start[c * count + j]. The path outlives the flow.
  Flow(const Path& path, int dimension, std::vector<double> start);

  /// Where the points are at the grid's end, in the same order. A solver that draws is an internal_error.
  [[nodiscard]] const std::vector<double>& end_of(const Solver& solver, const Grid& grid);
  [[nodiscard]] int dimension() const { return dimension_; }
  /// Evaluations per point of the last call.
  [[nodiscard]] std::int64_t evaluations() const { return evaluations_; }

 private:
  const Path& path_;
  int dimension_;
  std::vector<double> start_;
  std::vector<double> end_;
  DeviceArray<double> vectors_;
  DeviceField field_;
  std::int64_t evaluations_ = 0;
};

}  // namespace starling::diffusion
