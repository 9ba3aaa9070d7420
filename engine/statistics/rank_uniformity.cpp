// Counts of ranks and their mean.
#include "engine/statistics/rank_uniformity.hpp"

#include <cmath>

namespace starling {

RankUniformity judge_ranks(std::span<const std::int64_t> ranks, std::int64_t draws) {
  RankUniformity found;
  std::int64_t sum = 0;
  for (const std::int64_t rank : ranks) {
    ++found.counts[static_cast<std::size_t>(rank * rank_bins / (draws + 1))];
    sum += rank;
  }
  const auto count = static_cast<double>(ranks.size());
  const auto places = static_cast<double>(draws + 1);
  const double excess = static_cast<double>(sum) - 0.5 * static_cast<double>(draws) * count;
  found.z = excess / std::sqrt(count * (places * places - 1.0) / 12.0);
  const double expected = count / static_cast<double>(rank_bins);
  for (const std::int64_t seen : found.counts) {
    const double apart = static_cast<double>(seen) - expected;
    found.chi_square += apart * apart / expected;
  }
  return found;
}

}  // namespace starling
