// Rank-normalised split R-hat and effective sample sizes.
#include "engine/statistics/convergence.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "engine/failure.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/normal_quantile.hpp"

namespace starling {

namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Sum of squared deviations from the mean over `divisor`; exactly 0 of equal values, whose mean may be rounded.
double variance_of(const std::vector<double>& values, double divisor) {
  if (std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end()) return 0.0;
  const double mean = mean_of(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / divisor;
}

ChainDraws halves_of(const ChainDraws& chains) {
  ChainDraws halves;
  for (const std::vector<double>& chain : chains) {
    const auto half = static_cast<std::ptrdiff_t>(chain.size() / 2);
    halves.emplace_back(chain.begin(), chain.begin() + half);
    halves.emplace_back(chain.end() - half, chain.end());
  }
  return halves;
}

std::vector<double> sorted_values(const ChainDraws& chains) {
  std::vector<double> all;
  for (const std::vector<double>& chain : chains) all.insert(all.end(), chain.begin(), chain.end());
  std::sort(all.begin(), all.end());
  return all;
}

/// By linear interpolation between the sorted values.
double quantile_of(const std::vector<double>& sorted, double probability) {
  const double place = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// Applies value = change(value) to a copy.
template <class Change>
ChainDraws changed(ChainDraws chains, Change&& change) {
  for (std::vector<double>& chain : chains) {
    for (double& value : chain) value = change(value);
  }
  return chains;
}

/// z-scores of ranks; those of equal values are their mean.
ChainDraws rank_scores(const ChainDraws& chains) {
  const std::vector<double> sorted = sorted_values(chains);
  const auto size = static_cast<double>(sorted.size());
  return changed(chains, [&](double value) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
    const auto before = static_cast<double>(first - sorted.begin());
    const auto until = static_cast<double>(last - sorted.begin());
    return math::normal_quantile((0.5 * (before + 1.0 + until) - 0.375) / (size + 0.25));
  });
}

double ratio_of_scales(const ChainDraws& chains) {
  const auto n = static_cast<double>(chains.front().size());
  std::vector<double> means;
  std::vector<double> variances;
  for (const std::vector<double>& chain : chains) {
    means.push_back(mean_of(chain));
    variances.push_back(variance_of(chain, n - 1.0));
  }
  const double between = n * variance_of(means, static_cast<double>(chains.size()) - 1.0);
  return std::sqrt((between / mean_of(variances) + n - 1.0) / n);
}

/// Mean autocovariance of chains at a lag.
class Autocovariance {
 public:
  explicit Autocovariance(const ChainDraws& chains) : chains_(chains) {
    for (const std::vector<double>& chain : chains) means_.push_back(mean_of(chain));
  }

  [[nodiscard]] double at(std::size_t lag) const {
    double total = 0.0;
    for (std::size_t c = 0; c < chains_.size(); ++c) {
      const std::vector<double>& chain = chains_[c];
      double sum = 0.0;
      for (std::size_t i = 0; i + lag < chain.size(); ++i) sum += (chain[i] - means_[c]) * (chain[i + lag] - means_[c]);
      total += sum / static_cast<double>(chain.size());
    }
    return total / static_cast<double>(chains_.size());
  }

  [[nodiscard]] const std::vector<double>& means() const { return means_; }

 private:
  const ChainDraws& chains_;
  std::vector<double> means_;
};

struct CorrelationTime {
  double time;
  bool cut;
};

/// 2 sum - 1 over the pairs of Geyer's sequence up to a lag, and what the first pair beyond adds.
template <class Correlation>
CorrelationTime correlation_time(const Correlation& rho, std::size_t draws, std::size_t most_lags) {
  double even = 1.0;
  double odd = rho(1);
  double kept = 0.0;
  double pair = std::numeric_limits<double>::infinity();
  // A pair at the series' end rests on too few draws, whatever its sign.
  std::size_t lag = 1;
  for (; lag < most_lags && lag + 3 < draws && even + odd > 0.0; lag += 2) {
    pair = std::min(pair, even + odd);
    kept += pair;
    even = rho(lag + 1);
    odd = rho(lag + 2);
  }
  return {2.0 * kept - 1.0 + std::max(even, 0.0), lag + 3 < draws && even + odd > 0.0};
}

EffectiveSize tail_size(const ChainDraws& chains) {
  const std::vector<double> sorted = sorted_values(chains);
  EffectiveSize least{std::numeric_limits<double>::infinity(), false};
  for (const double probability : {0.05, 0.95}) {
    const double limit = quantile_of(sorted, probability);
    const ChainDraws below = changed(chains, [&](double value) { return value <= limit ? 1.0 : 0.0; });
    const EffectiveSize one = effective_sample_size(halves_of(below));
    least = {std::min(least.size, one.size), least.bounded || one.bounded};
  }
  return least;
}

void require_judgeable(const ChainDraws& chains) {
  const auto fits = [&](const std::vector<double>& chain) {
    return chain.size() == chains.front().size() && chain.size() >= fewest_draws;
  };
  if (chains.empty() || !std::all_of(chains.begin(), chains.end(), fits)) {
    fail(ExitCode::internal_error, "chains of different lengths, or of fewer than {} draws, cannot be judged",
         fewest_draws);
  }
}

}  // namespace

std::size_t affordable_lags(const ChainDraws& chains) {
  constexpr std::size_t products = 2'000'000'000;
  constexpr std::size_t fewest = 1000;
  return std::max(products / (chains.size() * chains.front().size()), fewest);
}

EffectiveSize effective_sample_size(const ChainDraws& chains) {
  return effective_sample_size(chains, affordable_lags(chains));
}

EffectiveSize effective_sample_size(const ChainDraws& chains, std::size_t most_lags) {
  const auto n = static_cast<double>(chains.front().size());
  const double size = n * static_cast<double>(chains.size());
  const Autocovariance covariance(chains);
  const double variance = covariance.at(0);
  double total = variance;
  if (chains.size() > 1) total += variance_of(covariance.means(), static_cast<double>(chains.size()) - 1.0);
  if (!(total > 0.0)) return {size, false};
  const double within = variance * n / (n - 1.0);
  const CorrelationTime found = correlation_time(
      [&](std::size_t lag) { return 1.0 - (within - covariance.at(lag)) / total; }, chains.front().size(), most_lags);
  constexpr double log_10 = 0x1.26bb1bbb55516p+1;
  return {size / std::max(found.time, log_10 / math::log(size)), found.cut};
}

Convergence judge_convergence(const ChainDraws& chains) {
  require_judgeable(chains);
  const ChainDraws halves = halves_of(chains);
  const std::vector<double> sorted = sorted_values(halves);
  const double median = quantile_of(sorted, 0.5);
  std::vector<double> all;
  for (const std::vector<double>& chain : chains) all.insert(all.end(), chain.begin(), chain.end());
  Convergence found;
  found.mean = mean_of(all);
  found.standard_deviation = std::sqrt(variance_of(all, static_cast<double>(all.size()) - 1.0));
  if (sorted.front() == sorted.back()) {
    found.r_hat = std::numeric_limits<double>::quiet_NaN();
    found.error = found.bulk_ess = found.tail_ess = found.mean_ess = found.r_hat;
    return found;
  }
  const ChainDraws scores = rank_scores(halves);
  const ChainDraws folded = rank_scores(changed(halves, [&](double x) { return std::abs(x - median); }));
  found.r_hat = std::max(ratio_of_scales(scores), ratio_of_scales(folded));
  const EffectiveSize bulk = effective_sample_size(scores);
  const EffectiveSize tail = tail_size(chains);
  const EffectiveSize plain = effective_sample_size(halves);
  found.bulk_ess = bulk.size;
  found.tail_ess = tail.size;
  found.mean_ess = plain.size;
  found.bounded = bulk.bounded || tail.bounded || plain.bounded;
  found.error = found.standard_deviation / std::sqrt(found.mean_ess);
  return found;
}

}  // namespace starling
