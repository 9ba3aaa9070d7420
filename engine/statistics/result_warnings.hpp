// What the summary says about the worth of its errors, and the lines of the log about those that are worth little.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/statistics/block_error.hpp"
#include "engine/statistics/log_mean.hpp"

namespace starling {

/// Adds `resolved` to an entry of the summary and, where it is false, `time_needed`: how long the observed part of the run
/// would have had to be, in units of `time_per_sample`.
void add_verdict(nlohmann::ordered_json& entry, const AverageError& error, double time_per_sample);

/// Adds `effective_replicas` and `largest_share` to an entry of the summary.
void add_weights(nlohmann::ordered_json& entry, const LogMean& found);

/// Lines for the log: one that names all entries whose errors are not resolved, if there are any, and one for each with a
/// standard error of which a single replica carries more than a tenth of the weight. Up to ten replicas always do, and
/// the line says that they are too few.
[[nodiscard]] std::vector<std::string> warnings_of(const nlohmann::ordered_json& entries);

}  // namespace starling
