// Laying out grids.
#include "drivers/diffusion/solvers/grid.hpp"

#include "engine/failure.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

double between(double first, double last, double part) { return first + part * (last - first); }

double power(double x, double exponent) { return math::exp(exponent * math::log(x)); }

double ratio_at(double first, double last, const GridSettings& settings, double part) {
  if (part == 0.0) return first;
  if (part == 1.0) return last;
  if (settings.spacing == Spacing::lambda) return math::exp(between(math::log(first), math::log(last), part));
  const double exponent = 1.0 / settings.rho;
  return power(between(power(first, exponent), power(last, exponent), part), settings.rho);
}

double part_of(const GridSettings& settings, std::int64_t n) {
  return static_cast<double>(n) / static_cast<double>(settings.steps);
}

void append(const NoiseSchedule& schedule, double time, Grid& grid) {
  grid.time.push_back(time);
  grid.level.push_back(schedule.level(time));
}

}  // namespace

double Grid::lambda(std::int64_t n) const { return -math::log(sigma(n)); }

Grid halved(const Grid& grid) {
  Grid half;
  for (std::size_t n = 0; n < grid.time.size(); n += 2) {
    half.time.push_back(grid.time[n]);
    if (!grid.level.empty()) half.level.push_back(grid.level[n]);
  }
  return half;
}

Grid make_grid(const Path& path, const GridSettings& settings) {
  if (path.schedule() != nullptr) return make_grid(*path.schedule(), path.first(), path.last(), settings);
  Grid grid;
  for (std::int64_t n = 0; n <= settings.steps; ++n)
    grid.time.push_back(between(path.first(), path.last(), part_of(settings, n)));
  return grid;
}

Grid make_grid(const NoiseSchedule& schedule, double first, double last, const GridSettings& settings) {
  if (settings.steps < 1) fail(ExitCode::internal_error, "a grid without steps was to be laid out");
  Grid grid;
  for (std::int64_t n = 0; n <= settings.steps; ++n) {
    const double part = part_of(settings, n);
    const double time = settings.spacing == Spacing::time
                            ? between(schedule.time_of(first), schedule.time_of(last), part)
                            : schedule.time_of(ratio_at(first, last, settings, part));
    append(schedule, time, grid);
  }
  return grid;
}

Grid grid_through(const NoiseSchedule& schedule, const std::vector<double>& ratios) {
  Grid grid;
  for (const double ratio : ratios) append(schedule, schedule.time_of(ratio), grid);
  return grid;
}

}  // namespace starling::diffusion
