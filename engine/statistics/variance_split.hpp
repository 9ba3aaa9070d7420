// The variance of a number between runs, split into what chains, draws of a chain and the runs' finite lengths make of it.
#pragma once

#include <cstdint>
#include <span>

namespace starling {

/// What one run found: its mean, and the variance that this has because the run is finite.
struct RunValue {
  std::int64_t chain;
  std::int64_t draw;
  double mean;
  double variance;       ///< NaN: not known
  bool resolved = true;  ///< the run is long enough to know `variance`; else it is a lower bound
};

/// Components of variance of the mean of a draw's runs (nested analysis of variance, Searle, Casella and McCulloch, Variance
/// Components, 1992, section 3.6): between chains, between draws of one chain, and of the runs' finite lengths (md). The
/// estimates of the first two have md subtracted, are unbiased, and so may be below 0. NaN: what the runs cannot tell.
struct VarianceSplit {
  double mean = 0.0;   ///< of the draws
  double error = 0.0;  ///< its standard error, from the chains if there are several, else from the draws, else from md
  double between = 0.0;  ///< with one draw per chain, that of draws is in here
  double within = 0.0;
  double md = 0.0;
  std::int64_t runs = 0;
  std::int64_t draws = 0;
  std::int64_t chains = 0;
  std::int64_t unresolved = 0;  ///< runs
  /// md as replicas of the same draws differ, and the degrees of freedom of that; none without replicas. It also holds what is
  /// slower than a run, of which the runs' own variances know nothing.
  double md_by_replicas = 0.0;
  std::int64_t replica_freedom = 0;

  /// between + within, neither below 0: the variance by parameters; NaN if md is not known, or neither of them.
  [[nodiscard]] double parameters() const;
  /// md / (parameters + md); NaN if one of them is not known.
  [[nodiscard]] double md_share() const;
};

/// A larger share than this is no parameter uncertainty.
inline constexpr double largest_md_share = 0.25;
/// If more of the runs than this part are not resolved, md is not known; a few are by chance.
inline constexpr double largest_unresolved_share = 0.1;

/// Of runs in ascending order of chains and draws; at least one. With a single draw the error is md's alone.
[[nodiscard]] VarianceSplit split_variance(std::span<const RunValue> runs);

}  // namespace starling
