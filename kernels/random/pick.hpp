// Choosing by weights.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling::random {

/// The first of `count` >= 1 cumulative sums of weights that lies above `height`, the last one if none before it does: with
/// `height` a uniform number times the last sum, each with the probability of its weight.
STARLING_FUNCTION std::int64_t pick(const double* sums, std::int64_t count, double height) {
  std::int64_t low = 0;
  std::int64_t high = count - 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (sums[middle] <= height) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace starling::random
