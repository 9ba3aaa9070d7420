// The times that a solver steps through.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/diffusion/processes/path.hpp"

namespace starling::diffusion {

/// How steps are laid out between the ends of a noising process, in the ratio sigma = b/a: sigma^(1/rho) evenly (Karras et
/// al., arXiv 2206.00364), log sigma evenly, or the process's time evenly. Interpolants have even times.
enum class Spacing { edm, lambda, time };

struct GridSettings {
  std::int64_t steps = 0;
  Spacing spacing = Spacing::edm;
  double rho = 7.0;
};

/// steps + 1 times and, for noising processes, the levels there.
struct Grid {
  std::vector<double> time;
  std::vector<NoiseLevel> level;

  [[nodiscard]] std::int64_t steps() const { return static_cast<std::int64_t>(time.size()) - 1; }
  [[nodiscard]] double sigma(std::int64_t n) const { return level[static_cast<std::size_t>(n)].sigma(); }
  /// log(a/b), in which exponential integrators interpolate.
  [[nodiscard]] double lambda(std::int64_t n) const;
};

/// Every other point of a grid with an even number of steps.
[[nodiscard]] Grid halved(const Grid& grid);

[[nodiscard]] Grid make_grid(const Path& path, const GridSettings& settings);
/// Between two ratios of a noising process.
[[nodiscard]] Grid make_grid(const NoiseSchedule& schedule, double first, double last, const GridSettings& settings);
/// A noising process's at given ratios.
[[nodiscard]] Grid grid_through(const NoiseSchedule& schedule, const std::vector<double>& ratios);

}  // namespace starling::diffusion
