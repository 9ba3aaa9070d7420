// Half-variance length, plateau, and what may rise above it.
#include "engine/statistics/block_error.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "kernels/math/cube_root.hpp"

namespace starling {
namespace {

constexpr std::int64_t enough_blocks = 16;
constexpr double enough_lengths = 48.0;
constexpr double normal_quantile = 1.959963984540054;  // of 0.975
constexpr double share_of_freedom = 0.75;
constexpr double largest_deviation = 3.0;

/// A level at which the error has levelled off.
struct Plateau {
  std::size_t level;
  double error_squared;
  double freedom;  ///< degrees of freedom
};

double length_of(std::size_t level) { return std::ldexp(1.0, static_cast<int>(level)); }

/// 0.975-quantile of Student's t over that of the normal law, to second order in 1/freedom (Abramowitz and Stegun 26.7.5).
double student_factor(double freedom) {
  const double square = normal_quantile * normal_quantile;
  const double first = (square + 1.0) / 4.0;
  const double second = ((5.0 * square + 16.0) * square + 3.0) / 96.0;
  return 1.0 + (first + second / freedom) / freedom;
}

/// By how many standard deviations a ratio of variances is above 1 (Paulson's normal approximation of Fisher's F).
double deviation_of_ratio(double ratio, double upper_freedom, double lower_freedom) {
  const double upper = 2.0 / (9.0 * upper_freedom);
  const double lower = 2.0 / (9.0 * lower_freedom);
  const double root = math::cube_root(ratio);
  return ((1.0 - lower) * root - (1.0 - upper)) / std::sqrt(lower * root * root + upper);
}

/// Length of the blocks whose means keep half the variance of the samples; none if even the longest keep more.
std::optional<double> half_variance_length(std::span<const BlockLevel> levels) {
  double before = 1.0;
  for (std::size_t l = 1; l < levels.size() && levels[l].blocks > 1; ++l) {
    const double kept = levels[l].variance() / levels[0].variance();
    if (kept <= 0.5) return length_of(l - 1) * (1.0 + (before - 0.5) / (before - kept));
    before = kept;
  }
  return std::nullopt;
}

std::optional<Plateau> find_plateau(std::span<const BlockLevel> levels) {
  const auto samples = static_cast<double>(levels[0].blocks);
  std::optional<Plateau> found;
  for (std::size_t l = 0; l < levels.size() && levels[l].blocks >= enough_blocks; ++l) {
    const double length = length_of(l);
    const double inefficiency = std::max(1.0, levels[l].error_squared / levels[0].error_squared);
    if (length < 2.0 * inefficiency) continue;
    const double hidden = inefficiency / (2.0 * length);
    found = {l, levels[l].error_squared / (1.0 - hidden), share_of_freedom * static_cast<double>(levels[l].blocks - 1)};
    if (length * length * length > 2.0 * samples * inefficiency * inefficiency) break;
  }
  return found;
}

/// Whether `upper` is above `lower`, both squared errors of the same mean, beyond chance.
bool is_above(double upper, double upper_freedom, double lower, double lower_freedom) {
  if (!(upper > lower)) return false;
  // All differences of neighbours may vanish in a series of few values.
  if (!(lower > 0.0)) return true;
  return deviation_of_ratio(upper / lower, upper_freedom, lower_freedom) > largest_deviation;
}

/// Whether longer blocks than the plateau's or a trend give a larger error.
bool rises(std::span<const BlockLevel> levels, const Plateau& plateau, double trend) {
  for (std::size_t l = plateau.level; l + 1 < levels.size() && levels[l + 1].blocks > 1; ++l) {
    const BlockLevel& longer = levels[l + 1];
    const auto pairs = static_cast<double>(longer.blocks);
    if (is_above(2.0 * longer.variance(), pairs - 1.0, levels[l].within, pairs)) return true;
    if (is_above(longer.error_squared, pairs - 1.0, plateau.error_squared, plateau.freedom)) return true;
  }
  // A drift raises the plateau, too, but hardly the differences of neighbours.
  const BlockLevel& flat = levels[plateau.level];
  const auto blocks = static_cast<double>(flat.blocks);
  return is_above(trend, 1.0, flat.within / blocks, 0.5 * blocks);
}

double largest_error_squared(std::span<const BlockLevel> levels, std::int64_t least_blocks) {
  double largest = levels[0].error_squared;
  for (const BlockLevel& level : levels) {
    if (level.blocks >= least_blocks) largest = std::max(largest, level.error_squared);
  }
  return largest;
}

}  // namespace

AverageError judge_error(std::span<const BlockLevel> levels, double trend) {
  const std::int64_t samples = levels[0].blocks;
  const double own = levels[0].error_squared;
  AverageError result{std::sqrt(largest_error_squared(levels, enough_blocks)), false, 0};
  if (!(own > 0.0)) {
    result.resolved = samples >= enough_blocks;
    result.samples_needed = std::max(samples, enough_blocks);
    return result;
  }
  const std::optional<double> half = half_variance_length(levels);
  const std::optional<Plateau> plateau = find_plateau(levels);
  const bool levelled = half && plateau && !rises(levels, *plateau, trend);
  // Where the error still rises, few long blocks say how far at least.
  const double error_squared = levelled ? plateau->error_squared : largest_error_squared(levels, 2);
  const double slowest = std::max(half.value_or(0.5 * static_cast<double>(samples)), error_squared / own);
  const double needed = enough_lengths * slowest;
  result.resolved = levelled && needed <= static_cast<double>(samples);
  result.samples_needed = static_cast<std::int64_t>(std::min(std::ceil(needed), 0x1p62));
  if (result.resolved) {
    result.error = std::sqrt(error_squared) * student_factor(plateau->freedom);
  } else {
    // No plateau yet, or a drift in noise: more of the same is the least that it takes.
    const std::int64_t least = levelled ? samples + 1 : 2 * samples;
    result.samples_needed = std::max(result.samples_needed, least);
  }
  return result;
}

}  // namespace starling
