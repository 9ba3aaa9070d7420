// Whether several Markov chains have converged to one law, and how many independent draws they are worth.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace starling {

/// What chains say of one function. NaN: it cannot be said (a function that never varies has neither R-hat nor
/// an error). Chains that each stay at a value of their own have an infinite R-hat.
struct Convergence {
  double mean = 0.0;
  double error = 0.0;  ///< standard error of the mean: standard deviation / sqrt(mean_ess)
  double standard_deviation = 0.0;
  double r_hat = 0.0;
  double bulk_ess = 0.0;
  double tail_ess = 0.0;
  double mean_ess = 0.0;  ///< of the values as they are
  /// Correlations reach further than is added up: all three sizes are at most what is said, and the error at least.
  bool bounded = false;
};

/// Draws of one function: values[chain][draw].
using ChainDraws = std::vector<std::vector<double>>;

/// The fewest draws of a chain from which anything can be said.
inline constexpr std::size_t fewest_draws = 4;

/// Judges chains of equally many draws, at least `fewest_draws`, all finite. Every chain is split into halves, the middle
/// draw left out if their number is odd.
///
/// R-hat: the larger of sqrt((B/W + n - 1) / n) for z-scores of ranks, Phi^-1((rank - 3/8) / (size + 1/4)), of x and of
/// |x - median|; n draws of a half chain, B n times the variance of the half chains' means, W their mean variance
/// (Vehtari, Gelman, Simpson, Carpenter and Buerkner, Bayesian Analysis 16 (2021) 667). ESS: of the z-scores of x (bulk);
/// the lesser one of the indicators x <= q at the quantiles 5 % and 95 % (tail), q by linear interpolation; by
/// Geyer's initial monotone sequence over all half chains.
[[nodiscard]] Convergence judge_convergence(const ChainDraws& chains);

struct EffectiveSize {
  double size = 0.0;
  bool bounded = false;  ///< it is at most this: correlations were still positive where the sum was cut
};

/// Lags at which correlations are added up: all, or as many as two thousand million products allow, but 1000 at least.
[[nodiscard]] std::size_t affordable_lags(const ChainDraws& chains);

/// Effective number of draws in chains of equal length, which are not split: m n / tau. With a_t the autocovariance at lag t
/// (divisor n) averaged over chains, W = a_0 n / (n - 1) and V = a_0 + variance of the chains' means:
/// rho_t = 1 - (W - a_t) / V, rho_0 = 1. Pairs (rho_2k, rho_2k+1) count while their sums are positive, none more than the
/// one before; tau = max(2 sum - 1 + what the first pair's even term beyond them adds, 1 / log10(m n)). Chains that never
/// vary are worth m n. The sum is cut at `most_lags`.
[[nodiscard]] EffectiveSize effective_sample_size(const ChainDraws& chains, std::size_t most_lags);
[[nodiscard]] EffectiveSize effective_sample_size(const ChainDraws& chains);

}  // namespace starling
