// Sorting the rows of a slice by global id, all lanes at once.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling {

/// Sorts every lane's column key[0..rows)[lane] ascending, with Batcher's odd-even merge network: the comparisons do not
/// depend on the data, so all lanes go through them together.
template <int Lanes>
STARLING_FUNCTION void sort_rows(std::int64_t* key, std::int32_t rows) {
  for (std::int32_t p = 1; p < rows; p *= 2) {
    for (std::int32_t k = p; k >= 1; k /= 2) {
      for (std::int32_t j = k % p; j + k < rows; j += 2 * k) {
        const std::int32_t stop = k < rows - j - k ? k : rows - j - k;
        for (std::int32_t i = 0; i < stop; ++i) {
          if ((i + j) / (2 * p) != (i + j + k) / (2 * p)) continue;
          std::int64_t* low = key + static_cast<std::int64_t>(i + j) * Lanes;
          std::int64_t* high = key + static_cast<std::int64_t>(i + j + k) * Lanes;
          STARLING_LANES
          for (int lane = 0; lane < Lanes; ++lane) {
            const std::int64_t a = low[lane];
            const std::int64_t b = high[lane];
            low[lane] = a < b ? a : b;
            high[lane] = a < b ? b : a;
          }
        }
      }
    }
  }
}

}  // namespace starling
