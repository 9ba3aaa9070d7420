// Stages of consistency sampling, and the exact map.
#include "drivers/diffusion/methods/few_steps/consistency_steps.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "drivers/diffusion/sampling/flow.hpp"
#include "engine/failure.hpp"
#include "kernels/random/key.hpp"

namespace starling::diffusion {

namespace {

constexpr std::int64_t probes = 256;
constexpr std::int64_t most_steps = 1 << 16;
/// No replica has this number.
constexpr std::uint32_t probing_replica = 0xffffffff;

}  // namespace

ConsistencySteps::ConsistencySteps(std::shared_ptr<const Path> path, std::vector<double> between, ConsistencyMap map)
    : path_(std::move(path)), between_(std::move(between)), map_(std::move(map)) {}

Grid ConsistencySteps::lay_out(const Path& path) const {
  std::vector<double> ratios{path.first()};
  ratios.insert(ratios.end(), between_.begin(), between_.end());
  ratios.push_back(path.last());
  return grid_through(*path.schedule(), ratios);
}

int ConsistencySteps::vectors() const { return map_.solver ? map_.solver->vectors() : 2; }

std::vector<Stage> ConsistencySteps::step(const Grid& grid, std::int64_t n) const {
  std::vector<Stage> stages;
  if (map_.solver) {
    const Grid way = make_grid(*path_->schedule(), grid.sigma(n), path_->last(), map_.grid);
    for (std::int64_t k = 0; k < way.steps(); ++k) {
      const std::vector<Stage> more = map_.solver->step(way, k);
      stages.insert(stages.end(), more.begin(), more.end());
    }
  } else {
    Stage mean;
    mean.time = grid.time[static_cast<std::size_t>(n)];
    mean.wish.data = 1.0;
    mean.work.output = 1;
    mean.work.result = 0;
    mean.add(1, grid.level.back().signal);
    stages.push_back(mean);
  }
  if (n + 1 == grid.steps()) return stages;
  const NoiseLevel& from = grid.level.back();
  const NoiseLevel& to = grid.level[static_cast<std::size_t>(n) + 1];
  Stage noise;
  noise.work.result = 0;
  noise.add(0, to.signal / from.signal);
  noise.work.noise = to.signal * std::sqrt(to.sigma() * to.sigma() - from.sigma() * from.sigma());
  stages.push_back(noise);
  return stages;
}

ConsistencyMap exact_map(const Path& path, double tolerance, std::uint64_t seed, const std::string& key) {
  std::shared_ptr<const Solver> solver(dynamic_cast<Solver*>(chosen_runge_kutta_4().release()));
  const Mixture law = path.law(path.schedule()->time_of(path.first()));
  Flow flow(path, law.dimension, drawn_columns(law, probes, random::make_key(seed, probing_replica)));
  GridSettings settings{32, Spacing::lambda, GridSettings().rho};
  std::vector<double> before;
  double doubling = std::numeric_limits<double>::infinity();
  while (!(doubling <= tolerance)) {
    if (settings.steps == most_steps)
      fail_about(key, "is too small: doubling the steps of the exact map to {} still moves points by {:.3g}",
                 most_steps, doubling);
    settings.steps *= 2;
    const std::vector<double>& after =
        flow.end_of(*solver, make_grid(*path.schedule(), path.first(), path.last(), settings));
    if (!before.empty()) {
      doubling = 0.0;
      for (std::size_t j = 0; j < after.size(); ++j) doubling = std::max(doubling, std::abs(after[j] - before[j]));
    }
    before = after;
  }
  return {std::move(solver), settings, doubling};
}

}  // namespace starling::diffusion
