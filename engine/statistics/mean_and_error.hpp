// Mean and standard error of independent samples.
#pragma once

#include <cmath>
#include <span>

namespace starling {

struct MeanAndError {
  double mean = 0.0;
  double error = 0.0;  ///< standard error of the mean; NaN with one sample
};

/// Sums in the order of the samples, so the same samples give the same bits.
[[nodiscard]] inline MeanAndError mean_and_error(std::span<const double> samples) {
  const auto count = static_cast<double>(samples.size());
  MeanAndError result;
  for (const double sample : samples) result.mean += sample;
  result.mean /= count;
  double squares = 0.0;
  for (const double sample : samples) squares += (sample - result.mean) * (sample - result.mean);
  result.error = std::sqrt(squares / (count - 1.0) / count);
  return result;
}

}  // namespace starling
