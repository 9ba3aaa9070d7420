// Weights relative to the largest sample.
#include "engine/statistics/log_mean.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/statistics/mean_and_error.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling {

LogMean log_mean(std::span<const double> samples) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double largest = -infinity;
  for (const double sample : samples) {
    if (std::isnan(sample) || sample == infinity) return {none, none, 0.0, 0.0};
    largest = std::max(largest, sample);
  }
  if (largest == -infinity) return {samples.empty() ? none : -infinity, none, 0.0, 0.0};
  std::vector<double> weights;
  weights.reserve(samples.size());
  double sum = 0.0;
  double squares = 0.0;
  for (const double sample : samples) {
    const double weight = sample == -infinity ? 0.0 : math::exp(sample - largest);
    weights.push_back(weight);
    sum += weight;
    squares += weight * weight;
  }
  const MeanAndError ratio = mean_and_error(weights);
  return {largest + math::log(ratio.mean), ratio.error / ratio.mean, sum * sum / squares, 1.0 / sum};
}

}  // namespace starling
