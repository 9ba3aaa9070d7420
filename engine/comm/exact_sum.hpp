// Sums of doubles whose bits depend on the values only: not on their order, the ranks or the threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "kernels/reduction/exact_sum.hpp"

namespace starling {

/// Several global sums for the price of two all-reduces.
///
/// Each value is scaled by a power of two 2^e above the largest magnitude on any rank and cut into two integers of
/// b = 62 - ceil(log2 N) bits each, N being the global number of values; the integers are added, and the 2b-bit total
/// is rounded once to a double. So the sum differs from the exact one by less than N 2^(e-2b) before that rounding
/// (N = 10^6: 10^-19 of the largest value), and values no smaller than 2^(53-2b) of the largest count in full.
/// A sum of zeros is +0. If any value on any rank is infinite or NaN, that sum is a quiet NaN on every rank.
class ExactSumBatch {
 public:
  /// `global_count`: at least the number of values, over all ranks, of any one sum; the same on every rank. Part of
  /// the rounding, so it must not depend on the decomposition.
  ExactSumBatch(const Communicator& communicator, std::int64_t global_count);

  /// Adds the sum of value(i), 0 <= i < count, over all ranks, and returns its index in reduce()'s result.
  /// `value` is a device functor, `double operator()(std::int64_t i) const`; it is evaluated twice, in reduce().
  /// Every rank adds the same sums in the same order.
  template <class Functor>
  std::size_t add(std::int64_t count, Functor value) {
    sums_.push_back(
        {count, [count, value] { return reduction::largest_magnitude(count, value); },
         [count, value](const reduction::SplitScale& scale) { return reduction::split_sum(count, value, scale); }});
    return sums_.size() - 1;
  }

  /// Collective: every sum, the same bits on every rank. Fails on every rank if a sum has more than
  /// `global_count` values.
  [[nodiscard]] std::vector<double> reduce() const;

 private:
  struct LocalSum {
    std::int64_t count;
    std::function<double()> largest_magnitude;
    std::function<reduction::SplitValue(const reduction::SplitScale&)> split_sum;
  };

  const Communicator& communicator_;
  std::int64_t global_count_;
  std::vector<LocalSum> sums_;
};

/// Collective: the sum of the values of all ranks, as ExactSumBatch gives it for values in host memory.
[[nodiscard]] double exact_sum(const Communicator& communicator, std::span<const double> values);

}  // namespace starling
