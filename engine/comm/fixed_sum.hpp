// Sums of doubles at a declared scale: exact, order-free, and with one all-reduce.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "kernels/reduction/split.hpp"

namespace starling {

/// Several sums whose terms are known to lie below 2^exponent in magnitude, so that no maximum has to be agreed on first.
///
/// With b = 62 - ceil(log2 terms) each term becomes two integers of b bits, in units of 2^(exponent - b) and
/// 2^(exponent - 2b), what is below being dropped towards zero; integers are added, and the total is rounded once. So a
/// sum depends neither on the order of its terms nor on ranks. A sum of which a term is not finite, or not below the
/// bound, is NaN on every rank.
class FixedSum {
 public:
  /// `terms`: at least the number of terms of any one sum, over all ranks; the same on every rank, and part of the rounding.
  FixedSum(const Communicator& communicator, int exponent, std::int64_t terms);

  /// Forgets all terms; there are `sums` sums from now on.
  void begin(std::size_t sums);

  /// Adds values[k] to sum first + k.
  void add(std::size_t first, std::span<const double> values);

  /// Collective: the sums over all ranks.
  [[nodiscard]] std::vector<double> reduce() const;

 private:
  const Communicator& communicator_;
  int exponent_;
  int bits_;
  reduction::SplitScale scale_;
  std::vector<std::int64_t> parts_;  ///< high, low, and how many terms do not fit, of each sum
};

}  // namespace starling
