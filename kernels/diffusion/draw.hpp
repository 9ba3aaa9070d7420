// Points drawn from a mixture of Gaussians, as a function of key and number.
#pragma once

#include <cstdint>

#include "kernels/diffusion/field.hpp"
#include "kernels/random/slot_noise.hpp"

namespace starling {

/// Component c of point number `slot` of a mixture, from its uniform number and its normal number c. Tables have a row of
/// `dimension` numbers for each component; `cumulative` is of the weights.
struct MixtureDraws {
  const double* cumulative;
  const double* mean;
  const double* deviation;
  int components;
  int dimension;
  random::Key key;
  random::Purpose component_purpose;
  random::Purpose purpose;

  [[nodiscard]] STARLING_FUNCTION int component(std::int64_t slot) const {
    const double u = random::slot_uniform(slot, key, 0, component_purpose, 0);
    int k = 0;
    while (k + 1 < components && u >= cumulative[k]) ++k;
    return k;
  }
  [[nodiscard]] STARLING_FUNCTION double operator()(std::int64_t slot, int k, int c) const {
    const std::int64_t cell = static_cast<std::int64_t>(k) * dimension + c;
    return math::fma(deviation[cell], random::slot_normal(slot, key, 0, purpose, c), mean[cell]);
  }
};

/// Fills the columns of slots [first_slot, first_slot + count).
inline void draw_points(const MixtureDraws& draws, double* column, std::int64_t stride, std::int64_t first_slot,
                        std::int64_t count) {
  Kokkos::parallel_for(
      "draw points", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) {
        const int k = draws.component(first_slot + j);
        for (int c = 0; c < draws.dimension; ++c) column[c * stride + j] = draws(first_slot + j, k, c);
      });
}

}  // namespace starling
