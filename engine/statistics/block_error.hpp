// The error of a correlated series' mean from its block levels, and whether the series is long enough to know it.
#pragma once

#include <cstdint>
#include <span>

namespace starling {

/// Means of consecutive blocks of 2^l samples, l being the level's place among the levels.
struct BlockLevel {
  std::int64_t blocks = 0;     ///< complete ones
  double error_squared = 0.0;  ///< of the mean, as if blocks were independent: s^2 / blocks; 0 with one block
  double within = 0.0;  ///< s^2 by differences of the two blocks that make one of the next level; 0 with one block

  /// s^2, of their means.
  [[nodiscard]] double variance() const { return error_squared * static_cast<double>(blocks); }
};

/// The error of a mean, and what it is worth.
struct AverageError {
  double error = 0.0;               ///< mean +- 1.96 errors is the 95 % interval; a lower bound unless resolved
  bool resolved = false;            ///< whether the series is long against its correlations
  std::int64_t samples_needed = 0;  ///< estimate of the samples with which it would be resolved
};

/// Judges a series of at least two samples by its levels (Flyvbjerg and Petersen, J. Chem. Phys. 91, 461 (1989)).
///
/// h is the length of the blocks whose means keep half the variance of the samples, between levels by interpolation, and
/// g, the statistical inefficiency, the factor by which correlations raise the squared error. The error is that of the
/// shortest blocks of b >= 2 g samples with b^3 > 2 n g^2 (Wolff, Comput. Phys. Commun. 156, 143 (2004); Lee et al.,
/// Phys. Rev. E 83, 066706 (2011)), or of the longest that leave 16 blocks; divided by sqrt(1 - g/2b), which is what
/// exponential correlations hide from blocks of that length; and widened by Student's t over 1.96 for 3/4 of the
/// blocks' degrees of freedom, the choice of the level costing the rest.
///
/// It is resolved if the series has 48 h and 48 g samples (some 120 times an exponential correlation time) and nothing
/// rises above the plateau at three standard deviations of Fisher's ratio: neither the variance of neighbouring blocks'
/// means over that of their differences, nor the squared error from longer blocks, down to the two halves of the series,
/// nor a linear trend. h depends on ratios of variances of one series and scatters far less than the error itself, so
/// series are hardly ever called resolved because their error came out small.
///
/// `trend` is the squared error that the series' linear trend would be by itself: c^2 / (n t), c the sum over samples of
/// (index - mean index) sample, t that of (index - mean index)^2.
///
/// Where it is not resolved, the error is the largest over levels of at least 16 blocks, that of the samples if there
/// is none. A series that never changes has an error of 0 and is resolved once it has 16 samples.
[[nodiscard]] AverageError judge_error(std::span<const BlockLevel> levels, double trend);

}  // namespace starling
