// Means of draws, and sums of squares between them.
#include "engine/statistics/variance_split.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace starling {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct DrawMean {
  std::int64_t chain;
  double mean;
};

/// Mean of each draw's runs; adds up the variances of these means, by runs and by replicas.
std::vector<DrawMean> draw_means(std::span<const RunValue> runs, VarianceSplit& split) {
  std::vector<DrawMean> draws;
  double repeated = 0.0;
  for (std::size_t first = 0, end = 0; first < runs.size(); first = end) {
    double sum = 0.0;
    double variance = 0.0;
    for (end = first; end < runs.size() && runs[end].chain == runs[first].chain && runs[end].draw == runs[first].draw;
         ++end) {
      sum += runs[end].mean;
      variance += runs[end].variance;
      split.unresolved += runs[end].resolved ? 0 : 1;
    }
    const auto count = static_cast<double>(end - first);
    const double mean = sum / count;
    draws.push_back({runs[first].chain, mean});
    split.md += variance / (count * count);
    if (end - first < 2) continue;
    ++repeated;
    split.replica_freedom += static_cast<std::int64_t>(end - first) - 1;
    double squares = 0.0;
    for (std::size_t k = first; k < end; ++k) squares += (runs[k].mean - mean) * (runs[k].mean - mean);
    split.md_by_replicas += squares / ((count - 1.0) * count);
  }
  if (repeated > 0.0) split.md_by_replicas /= repeated;
  return draws;
}

struct ChainSums {
  double draws = 0.0;
  double mean = 0.0;
};

std::vector<ChainSums> chains_of(const std::vector<DrawMean>& draws) {
  std::vector<ChainSums> chains;
  for (std::size_t k = 0; k < draws.size(); ++k) {
    if (k == 0 || draws[k].chain != draws[k - 1].chain) chains.emplace_back();
    ++chains.back().draws;
    chains.back().mean += draws[k].mean;
  }
  for (ChainSums& chain : chains) chain.mean /= chain.draws;
  return chains;
}

}  // namespace

double VarianceSplit::parameters() const {
  if (std::isnan(md) || (std::isnan(between) && std::isnan(within))) return unknown;
  const auto part = [](double variance) { return variance > 0.0 ? variance : 0.0; };
  return part(between) + part(within);
}

double VarianceSplit::md_share() const {
  const double all = parameters() + md;
  if (std::isnan(all)) return unknown;
  return all > 0.0 ? md / all : 0.0;
}

VarianceSplit split_variance(std::span<const RunValue> runs) {
  VarianceSplit split;
  const std::vector<DrawMean> draws = draw_means(runs, split);
  const std::vector<ChainSums> chains = chains_of(draws);
  split.runs = static_cast<std::int64_t>(runs.size());
  split.draws = static_cast<std::int64_t>(draws.size());
  split.chains = static_cast<std::int64_t>(chains.size());
  const auto n = static_cast<double>(draws.size());
  const auto c = static_cast<double>(chains.size());
  split.md /= n;
  for (const DrawMean& draw : draws) split.mean += draw.mean;
  split.mean /= n;

  double squares_within = 0.0;
  double squares_between = 0.0;
  double squared_sizes = 0.0;
  std::size_t at = 0;
  for (const ChainSums& chain : chains) {
    for (double k = 0.0; k < chain.draws; ++k, ++at)
      squares_within += (draws[at].mean - chain.mean) * (draws[at].mean - chain.mean);
    squares_between += chain.draws * (chain.mean - split.mean) * (chain.mean - split.mean);
    squared_sizes += chain.draws * chain.draws;
  }
  const double within = squares_within / (n - c);
  const double between = squares_between / (c - 1.0);
  split.within = n > c ? within - split.md : unknown;
  split.between = unknown;
  double squared_error = (c > 1.0 ? between : n > c ? within : split.md) / n;
  if (c > 1.0) {
    const double size = (n - squared_sizes / n) / (c - 1.0);
    split.between = n > c ? (between - within) / size : between - split.md;
    // A chain of many draws weighs more in the mean than in the mean square.
    squared_error += std::max(split.between, 0.0) * (squared_sizes / n - size) / n;
  }
  split.error = std::sqrt(squared_error);
  return split;
}

}  // namespace starling
