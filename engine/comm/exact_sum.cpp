// Order-free sums: the agreement on scales, the integer all-reduce and the one final rounding.
#include "engine/comm/exact_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/comm/split_total.hpp"

namespace starling {
namespace {

constexpr std::size_t integers_per_sum = 3;  // high, low, number of values

bool is_summable(double largest) { return largest > 0.0 && largest <= std::numeric_limits<double>::max(); }

}  // namespace

ExactSumBatch::ExactSumBatch(const Communicator& communicator, std::int64_t global_count)
    : communicator_(communicator), global_count_(global_count) {}

std::vector<double> ExactSumBatch::reduce() const {
  std::vector<double> largest;
  largest.reserve(sums_.size());
  for (const LocalSum& sum : sums_) largest.push_back(sum.largest_magnitude());
  communicator_.maximum(std::span<double>(largest));

  const int bits = split_bits(global_count_);
  std::vector<std::int64_t> totals(integers_per_sum * sums_.size(), 0);
  for (std::size_t k = 0; k < sums_.size(); ++k) {
    totals[integers_per_sum * k + 2] = sums_[k].count;
    if (!is_summable(largest[k])) continue;
    const auto parts = sums_[k].split_sum(split_scale(exponent_above(largest[k]), bits));
    totals[integers_per_sum * k] = parts.high;
    totals[integers_per_sum * k + 1] = parts.low;
  }
  communicator_.sum(std::span<std::int64_t>(totals));

  std::vector<double> results(sums_.size());
  for (std::size_t k = 0; k < sums_.size(); ++k) {
    const std::int64_t* const total = &totals[integers_per_sum * k];
    if (total[2] > global_count_) {
      throw Failure(
          ExitCode::internal_error,
          fmt::format("a global sum of {} values was announced as one of at most {}", total[2], global_count_),
          FailureScope::every_rank);
    }
    if (is_summable(largest[k])) {
      results[k] = split_total(total[0], total[1], exponent_above(largest[k]), bits);
    } else {
      results[k] = largest[k] == 0.0 ? 0.0 : std::numeric_limits<double>::quiet_NaN();
    }
  }
  return results;
}

double exact_sum(const Communicator& communicator, std::span<const double> values) {
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, reduction::finite_magnitude(value));
  const std::int64_t count = communicator.sum(static_cast<std::int64_t>(values.size()));
  largest = communicator.maximum(largest);
  if (largest == 0.0) return 0.0;
  if (!is_summable(largest)) return std::numeric_limits<double>::quiet_NaN();

  const int bits = split_bits(count);
  const int exponent = exponent_above(largest);
  const auto scale = split_scale(exponent, bits);
  std::int64_t totals[2] = {0, 0};
  for (const double value : values) {
    const auto parts = reduction::split(value, scale);
    totals[0] += parts.high;
    totals[1] += parts.low;
  }
  communicator.sum(std::span<std::int64_t>(totals));
  return split_total(totals[0], totals[1], exponent, bits);
}

}  // namespace starling
