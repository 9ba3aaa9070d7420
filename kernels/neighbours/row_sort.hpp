// Sorting the rows of a slice by global id, all lanes at once.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling {

/// Puts the smaller of each lane's two keys into `low` and the larger into `high`.
template <int Lanes>
STARLING_FUNCTION void compare_exchange(std::int64_t* low, std::int64_t* high) {
#if defined(__GNUC__) && !defined(__CUDACC__)
  // Compilers' own vectors: a loop over lanes inside this network's loops is left scalar.
  using Vector __attribute__((vector_size(64), aligned(8), may_alias)) = std::int64_t;
  static_assert(Lanes % 8 == 0);
  for (int lane = 0; lane < Lanes; lane += 8) {
    const Vector a = *reinterpret_cast<const Vector*>(low + lane);
    const Vector b = *reinterpret_cast<const Vector*>(high + lane);
    *reinterpret_cast<Vector*>(low + lane) = a < b ? a : b;
    *reinterpret_cast<Vector*>(high + lane) = a < b ? b : a;
  }
#else
  for (int lane = 0; lane < Lanes; ++lane) {
    const std::int64_t a = low[lane];
    const std::int64_t b = high[lane];
    low[lane] = a < b ? a : b;
    high[lane] = a < b ? b : a;
  }
#endif
}

/// Sorts every lane's column key[0..rows)[lane] ascending, with Batcher's odd-even merge network: the comparisons do not
/// depend on the data, so all lanes go through them together.
template <int Lanes>
STARLING_FUNCTION void sort_rows(std::int64_t* key, std::int32_t rows) {
  for (std::int32_t p = 1; p < rows; p *= 2) {
    for (std::int32_t k = p; k >= 1; k /= 2) {
      for (std::int32_t j = k % p; j + k < rows; j += 2 * k) {
        const std::int32_t stop = k < rows - j - k ? k : rows - j - k;
        for (std::int32_t i = j; i < j + stop; ++i) {
          // Only within one block of the merge; p is a power of two, so the blocks differ in the bits from 2p up.
          if (((i ^ (i + k)) & -(2 * p)) != 0) continue;
          compare_exchange<Lanes>(key + static_cast<std::int64_t>(i) * Lanes,
                                  key + static_cast<std::int64_t>(i + k) * Lanes);
        }
      }
    }
  }
}

}  // namespace starling
