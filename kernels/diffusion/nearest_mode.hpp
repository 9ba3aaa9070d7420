// The integer weight of the particles that are nearest to each of several centres.
#pragma once

#include <cstdint>

#include "kernels/diffusion/field.hpp"
#include "kernels/weights/slot_weights.hpp"

namespace starling {

/// Centres, one point after the other, in device memory.
struct ModeCentres {
  const double* centre;
  int count;
  int dimension;

  /// The nearest to a point whose component c is at x[c * stride]; of equally near ones the first.
  STARLING_FUNCTION int nearest(const double* x, std::int64_t stride) const {
    int best = 0;
    double least = __builtin_huge_val();
    for (int k = 0; k < count; ++k) {
      double square = 0.0;
      for (int c = 0; c < dimension; ++c) {
        const double apart = x[c * stride] - centre[k * dimension + c];
        square = math::fma(apart, apart, square);
      }
      best = square < least ? k : best;
      least = square < least ? square : least;
    }
    return best;
  }
};

/// The weight near centre k of `count` particles whose component c is at x[c * stride + j].
inline std::int64_t weight_near(const ModeCentres& modes, int k, const SlotWeights& weight, const double* x,
                                std::int64_t stride, std::int64_t count) {
  std::int64_t total = 0;
  Kokkos::parallel_reduce(
      "weight near a mode", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t j, std::int64_t & sum) {
        const std::int64_t here = weight(j);
        sum += modes.nearest(x + j, stride) == k ? here : 0;
      },
      Kokkos::Sum<std::int64_t>(total));
  return total;
}

}  // namespace starling
