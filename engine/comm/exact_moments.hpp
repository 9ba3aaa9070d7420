// Means and variances of numbers that ranks share, whose bits depend on the numbers only.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// Of independent samples.
struct SampleMoments {
  double mean = 0.0;
  double variance = 0.0;        ///< with the divisor N - 1
  double variance_error = 0.0;  ///< its standard error, from the fourth moment; NaN of fewer than 4 samples

  /// Standard error of the mean of `count` samples.
  [[nodiscard]] double mean_error(std::int64_t count) const;
};

/// Collective: of several lists of numbers in device memory, of each of which this rank has the `count` at samples[k] and all
/// ranks together `global_count`, at least 2. Numbers that are not finite give NaN.
[[nodiscard]] std::vector<SampleMoments> exact_moments(const Communicator& group,
                                                       const std::vector<const double*>& samples, std::int64_t count,
                                                       std::int64_t global_count);

}  // namespace starling
