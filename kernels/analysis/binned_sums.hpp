// Sums of a quantity of particles over bins of another, as integers.
#pragma once

#include <cstdint>

#include "kernels/analysis/tally.hpp"
#include "kernels/reduction/exact_sum.hpp"

namespace starling::analysis {

/// For particles [first, last): into row[2 b] how many have bin b, into row[2 b + 1] the sum of value(i) in units of
/// 1 / scale, each cut towards zero. Bins beyond the last count as the last.
template <class Value>
struct BinnedSums {
  Value value;
  const std::int32_t* key;
  std::int32_t keys_a_bin;
  std::int32_t bins;
  reduction::SplitScale scale;

  STARLING_FUNCTION void operator()(std::int64_t first, std::int64_t last, std::int64_t* row) const {
    for (std::int64_t i = first; i < last; ++i) {
      const std::int32_t found = key[i] / keys_a_bin;
      const std::int32_t bin = found < bins ? found : bins - 1;
      row[2 * bin] += 1;
      row[2 * bin + 1] += reduction::split(value(i), scale).high;
    }
  }
};

/// The bins' numbers and sums over the first `count` particles.
template <class Value>
void sum_in_bins(const Value& value, const std::int32_t* key, std::int32_t keys_a_bin, std::int32_t bins,
                 const reduction::SplitScale& scale, std::int64_t count, DeviceArray<std::int64_t>& sums) {
  tally("sum in bins", count, 2 * static_cast<std::int64_t>(bins),
        BinnedSums<Value>{value, key, keys_a_bin, bins, scale}, sums);
}

}  // namespace starling::analysis
