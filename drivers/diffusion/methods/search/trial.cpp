// Trials of solvers on quantiles.
#include "drivers/diffusion/methods/search/trial.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "drivers/diffusion/targets/exact_law.hpp"
#include "engine/failure.hpp"

namespace starling::diffusion {

namespace {

std::vector<double> quantiles_of(const Mixture& law, std::int64_t points, const std::string& key) {
  const auto line = law_on_line(law);
  if (!line) fail_about(key, "has Gaussians that differ so much in width that its quantiles are not tabulated");
  std::vector<double> found;
  for (std::int64_t j = 0; j < points; ++j)
    found.push_back(line->quantile((static_cast<double>(j) + 0.5) / static_cast<double>(points)));
  return found;
}

}  // namespace

Trial::Trial(std::shared_ptr<const Path> path, std::int64_t points, const std::string& key) : path_(std::move(path)) {
  const NoiseSchedule& schedule = *path_->schedule();
  exact_ = quantiles_of(path_->law(schedule.time_of(path_->last())), points, key);
  flow_ = std::make_unique<Flow>(*path_, 1, quantiles_of(path_->law(schedule.time_of(path_->first())), points, key));
}

double Trial::error_of(const Solver& solver, const Grid& grid) {
  const std::vector<double>& end = flow_->end_of(solver, grid);
  double sum = 0.0;
  for (std::size_t j = 0; j < end.size(); ++j) sum += (end[j] - exact_[j]) * (end[j] - exact_[j]);
  const double error = std::sqrt(sum / static_cast<double>(end.size()));
  return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

}  // namespace starling::diffusion
