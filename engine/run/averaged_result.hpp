// A member's result that is the average of a correlated series.
#pragma once

#include <string>

#include "engine/run/member.hpp"
#include "engine/statistics/block_average.hpp"

namespace starling {

/// The mean with its error and whether that is sure; a reason where there are no samples. `spacing`: time between samples, in the
/// unit of Result::time_needed.
[[nodiscard]] inline Result averaged_result(const std::string& name, const BlockAverage& average,
                                            double spacing = 1.0) {
  Result result{name};
  result.samples = average.samples();
  if (result.samples == 0) {
    result.reason = "no samples after equilibration";
    return result;
  }
  result.mean = average.mean();
  if (const auto found = average.estimate()) {
    result.error = found->error;
    result.resolved = found->resolved;
    result.time_needed = static_cast<double>(found->samples_needed) * spacing;
  }
  return result;
}

}  // namespace starling
