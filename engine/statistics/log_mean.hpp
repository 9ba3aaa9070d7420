// The log of the mean of exp of independent samples: of estimates that are known by their logs.
#pragma once

#include <span>

namespace starling {

/// What samples say about log E[exp(x)], as of estimates of an evidence.
struct LogMean {
  double mean = 0.0;       ///< log of the mean of exp(sample); -infinity if every sample is
  double error = 0.0;      ///< to first order, the relative error of the mean of exp; NaN where it is not known
  double effective = 0.0;  ///< effective number of samples, (sum w)^2 / sum w^2 with w = exp(sample); 0 without weight
  double largest_share = 0.0;  ///< largest w over their sum; 0 without weight
};

/// Sums in the order of the samples, so the same samples give the same bits. A sample of -infinity is an estimate of 0 and
/// counts as one. The error is NaN with fewer than two samples, where all are -infinity, and, as the mean, where one is
/// infinite or not a number. It rests on the samples' own scatter: where few of them carry the weight, those that would
/// carry more have not been seen, and it is too small.
[[nodiscard]] LogMean log_mean(std::span<const double> samples);

}  // namespace starling
