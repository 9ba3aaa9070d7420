// Trials of solvers on points.
#include "drivers/diffusion/methods/search/trial.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "drivers/diffusion/methods/few_steps/consistency_steps.hpp"
#include "drivers/diffusion/targets/exact_law.hpp"
#include "engine/failure.hpp"
#include "kernels/random/key.hpp"

namespace starling::diffusion {

namespace {

/// Of the exact map in more than one dimension: how far doubling its steps may move a point.
constexpr double trial_tolerance = 1e-6;

std::vector<double> quantiles_of(const Mixture& law, std::int64_t points, const std::string& key) {
  const auto line = law_on_line(law);
  if (!line) fail_about(key, "has Gaussians that differ so much in width that its quantiles are not tabulated");
  std::vector<double> found;
  for (std::int64_t j = 0; j < points; ++j)
    found.push_back(line->quantile((static_cast<double>(j) + 0.5) / static_cast<double>(points)));
  return found;
}

}  // namespace

Trial::Trial(std::shared_ptr<const Path> path, std::int64_t points, std::uint64_t seed, const std::string& key)
    : path_(std::move(path)) {
  const NoiseSchedule& schedule = *path_->schedule();
  const Mixture first = path_->law(schedule.time_of(path_->first()));
  if (first.dimension == 1) {
    exact_ = quantiles_of(path_->law(schedule.time_of(path_->last())), points, key);
    flow_ = std::make_unique<Flow>(*path_, 1, quantiles_of(first, points, key));
    return;
  }
  flow_ = std::make_unique<Flow>(*path_, first.dimension, drawn_columns(first, points, random::make_key(seed)));
  const ConsistencyMap map = exact_map(*path_, trial_tolerance, seed, key);
  exact_ = flow_->end_of(*map.solver, make_grid(schedule, path_->first(), path_->last(), map.grid));
}

double Trial::error_of(const Solver& solver, const Grid& grid) {
  const std::vector<double>& end = flow_->end_of(solver, grid);
  double sum = 0.0;
  for (std::size_t j = 0; j < end.size(); ++j) sum += (end[j] - exact_[j]) * (end[j] - exact_[j]);
  const std::size_t points = end.size() / static_cast<std::size_t>(flow_->dimension());
  const double error = std::sqrt(sum / static_cast<double>(points));
  return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

}  // namespace starling::diffusion
