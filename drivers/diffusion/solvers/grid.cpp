// Laying out grids.
#include "drivers/diffusion/solvers/grid.hpp"

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

double between(double first, double last, double part) { return first + part * (last - first); }

double power(double x, double exponent) { return math::exp(exponent * math::log(x)); }

double ratio_at(const Path& path, const GridSettings& settings, double part) {
  if (part == 0.0) return path.first();
  if (part == 1.0) return path.last();
  if (settings.spacing == Spacing::lambda)
    return math::exp(between(math::log(path.first()), math::log(path.last()), part));
  const double exponent = 1.0 / settings.rho;
  return power(between(power(path.first(), exponent), power(path.last(), exponent), part), settings.rho);
}

}  // namespace

double Grid::lambda(std::int64_t n) const { return -math::log(sigma(n)); }

Grid make_grid(const Path& path, const GridSettings& settings) {
  Grid grid;
  const NoiseSchedule* const schedule = path.schedule();
  for (std::int64_t n = 0; n <= settings.steps; ++n) {
    const double part = static_cast<double>(n) / static_cast<double>(settings.steps);
    if (schedule == nullptr) {
      grid.time.push_back(between(path.first(), path.last(), part));
      continue;
    }
    const double time = settings.spacing == Spacing::time
                            ? between(schedule->time_of(path.first()), schedule->time_of(path.last()), part)
                            : schedule->time_of(ratio_at(path, settings, part));
    grid.time.push_back(time);
    grid.level.push_back(schedule->level(time));
  }
  return grid;
}

}  // namespace starling::diffusion
