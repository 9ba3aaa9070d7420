// Which of several centres each particle is nearest to, and the integer weight near each.
#pragma once

#include <cstdint>

#include "kernels/diffusion/field.hpp"
#include "kernels/weights/slot_weights.hpp"

namespace starling {

/// Centres, one point after the other, in device memory; 65,536 at most.
struct ModeCentres {
  const double* centre;
  int count;
  int dimension;
};

/// The nearest centre of `count` particles whose component c is at x[c * stride + j]; of equally near ones the first.
template <int Lanes>
struct NearestModeBlocks {
  ModeCentres modes;
  const double* x;
  std::int64_t stride;
  std::int64_t count;
  std::uint16_t* nearest;

  STARLING_FUNCTION void operator()(std::int64_t block) const {
    const std::int64_t first = block * Lanes;
    const int end = first + Lanes > count ? static_cast<int>(count - first) : Lanes;
    double least[Lanes];
    std::int64_t best[Lanes] = {};
    for (int lane = 0; lane < Lanes; ++lane) least[lane] = __builtin_huge_val();
    for (int k = 0; k < modes.count; ++k) {
      double square[Lanes] = {};
      for (int c = 0; c < modes.dimension; ++c) {
        const double centre = modes.centre[k * modes.dimension + c];
        const double* const __restrict column = x + c * stride + first;
        STARLING_LANES
        for (int lane = 0; lane < end; ++lane) {
          const double apart = column[lane] - centre;
          square[lane] = math::fma(apart, apart, square[lane]);
        }
      }
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        best[lane] = square[lane] < least[lane] ? k : best[lane];
        least[lane] = square[lane] < least[lane] ? square[lane] : least[lane];
      }
    }
    for (int lane = 0; lane < end; ++lane) nearest[first + lane] = static_cast<std::uint16_t>(best[lane]);
  }
};

inline void find_nearest(const ModeCentres& modes, const double* x, std::int64_t stride, std::int64_t count,
                         std::uint16_t* nearest) {
  Kokkos::parallel_for("find nearest modes", IndexRange(0, (count + field_lanes - 1) / field_lanes),
                       NearestModeBlocks<field_lanes>{modes, x, stride, count, nearest});
}

/// The weight of those of `count` particles whose nearest centre is k.
inline std::int64_t weight_near(int k, const SlotWeights& weight, const std::uint16_t* nearest, std::int64_t count) {
  std::int64_t total = 0;
  Kokkos::parallel_reduce(
      "weight near a mode", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t j, std::int64_t & sum) { sum += nearest[j] == k ? weight(j) : 0; },
      Kokkos::Sum<std::int64_t>(total));
  return total;
}

}  // namespace starling
