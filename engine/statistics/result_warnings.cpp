// Keys of entries, and sentences about them.
#include "engine/statistics/result_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace starling {

namespace {

constexpr double largest_good_share = 0.1;
constexpr double fewest_good_replicas = 10.0;

bool is_unresolved(const nlohmann::ordered_json& entry) {
  return entry.contains("resolved") && entry["resolved"] == false;
}

std::string unresolved_warning(const nlohmann::ordered_json& entries) {
  std::string names;
  double longest = 0.0;
  for (const auto& [name, entry] : entries.items()) {
    if (!is_unresolved(entry)) continue;
    names += (names.empty() ? "" : ", ") + name;
    longest = std::max(longest, entry.value("time_needed", 0.0));
  }
  if (names.empty()) return {};
  return fmt::format(
      "the run is too short against the correlations of {}: standard errors are lower bounds, and a time of {:.3g} "
      "after "
      "equilibration is needed",
      names, longest);
}

std::string weight_warning(const std::string& name, const nlohmann::ordered_json& entry) {
  const double share = entry.value("largest_share", 0.0);
  if (entry["standard_error"].is_null() || !(share > largest_good_share)) return {};
  const auto replicas = entry["samples"].get<std::int64_t>();
  if (static_cast<double>(replicas) <= fewest_good_replicas) {
    return fmt::format(
        "{} is of {} replicas, too few to show how skewed their evidences are (one carries {:.0f} % of the mean): its "
        "standard error may be far too small",
        name, replicas, 100.0 * share);
  }
  return fmt::format(
      "one of {} replicas carries {:.0f} % of {}, which has {:.1f} effective replicas: its standard error may be far "
      "too "
      "small; use more particles or more replicas",
      replicas, 100.0 * share, name, entry.value("effective_replicas", 0.0));
}

}  // namespace

void add_verdict(nlohmann::ordered_json& entry, const AverageError& error, double time_per_sample) {
  entry["resolved"] = error.resolved;
  if (!error.resolved) entry["time_needed"] = static_cast<double>(error.samples_needed) * time_per_sample;
}

void add_weights(nlohmann::ordered_json& entry, const LogMean& found) {
  entry["effective_replicas"] = found.effective;
  entry["largest_share"] = found.largest_share;
}

std::vector<std::string> warnings_of(const nlohmann::ordered_json& entries) {
  std::vector<std::string> warnings{unresolved_warning(entries)};
  for (const auto& [name, entry] : entries.items()) {
    if (entry.contains("largest_share")) warnings.push_back(weight_warning(name, entry));
  }
  std::erase(warnings, std::string());
  return warnings;
}

}  // namespace starling
