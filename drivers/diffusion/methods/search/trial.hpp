// How far solvers are from the exact map of a target.
#pragma once

#include <memory>
#include <vector>

#include "drivers/diffusion/sampling/flow.hpp"

namespace starling::diffusion {

/// Points of the exact law at the path's first level, and where the exact flow takes them: on a line the quantiles (j + 1/2)/N, which
/// the flow takes to quantiles; in more dimensions drawn ones, followed by the map of exact_map(). Every rank has all of them, and
/// nothing here is collective.
class Trial {
 public:
  /// Fails with bad_input about `key` where the law has no table of quantiles, or its flow cannot be followed.
  Trial(std::shared_ptr<const Path> path, std::int64_t points, std::uint64_t seed, const std::string& key);

  [[nodiscard]] const Path& path() const { return *path_; }
  /// Root of the mean squared distance from there; infinite where a point is not finite.
  [[nodiscard]] double error_of(const Solver& solver, const Grid& grid);

 private:
  std::shared_ptr<const Path> path_;
  std::vector<double> exact_;
  std::unique_ptr<Flow> flow_;
};

}  // namespace starling::diffusion
