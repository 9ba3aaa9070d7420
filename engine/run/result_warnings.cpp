// Sentences about results.
#include "engine/run/result_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace starling {

namespace {

constexpr double largest_good_share = 0.1;
constexpr std::int64_t fewest_good_replicas = 10;

std::string unresolved_warning(const std::vector<Result>& results) {
  std::string names;
  double longest = 0.0;
  for (const Result& result : results) {
    if (result.resolved != false) continue;
    names += (names.empty() ? "" : ", ") + result.name;
    longest = std::max(longest, result.time_needed);
  }
  if (names.empty()) return {};
  return fmt::format(
      "the run is too short against the correlations of {}: standard errors are lower bounds, and a time of {:.3g} "
      "after equilibration is needed",
      names, longest);
}

std::string weight_warning(const Result& result) {
  if (!std::isfinite(result.error) || !(result.largest_share > largest_good_share)) return {};
  const double percent = 100.0 * result.largest_share;
  if (result.samples <= fewest_good_replicas) {
    return fmt::format(
        "{} is of {} replicas, too few to show how skewed their evidences are (one carries {:.0f} % of the mean): its "
        "standard error may be far too small",
        result.name, result.samples, percent);
  }
  return fmt::format(
      "one of {} replicas carries {:.0f} % of {}, which has {:.1f} effective replicas: its standard error may be far "
      "too small; use more particles or more replicas",
      result.samples, percent, result.name, result.effective_replicas);
}

}  // namespace

std::vector<std::string> warnings_of(const std::vector<Result>& results) {
  std::vector<std::string> warnings{unresolved_warning(results)};
  for (const Result& result : results) {
    warnings.push_back(weight_warning(result));
    warnings.push_back(result.doubt);
  }
  std::erase(warnings, std::string());
  return warnings;
}

}  // namespace starling
