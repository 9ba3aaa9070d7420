// Sums along a row in one fixed order, whatever the width of registers.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/networks/factors.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// What add(k, sum) makes of the elements k = 0 ... count - 1 of a row: vector_columns<Real> partial sums from zero, of which
/// sum l takes the elements l, l + vector_columns, ... in ascending order, and whose halves are added to each other until
/// one is left.
template <class Real, class Add>
STARLING_LANE_FUNCTION Real row_sum(std::int64_t count, const Add& add) {
  constexpr int lanes = vector_columns<Real>;
  Real partial[lanes] = {};
  std::int64_t k = 0;
  for (; k + lanes <= count; k += lanes) {
    STARLING_LANES
    for (int lane = 0; lane < lanes; ++lane) partial[lane] = add(k + lane, partial[lane]);
  }
  for (int lane = 0; k + lane < count; ++lane) partial[lane] = add(k + lane, partial[lane]);
  for (int half = lanes / 2; half > 0; half /= 2) {
    for (int lane = 0; lane < half; ++lane) partial[lane] += partial[lane + half];
  }
  return partial[0];
}

/// a_0 + ... + a_(count - 1)
template <class Real>
STARLING_LANE_FUNCTION Real row_sum(const Real* a, std::int64_t count) {
  return row_sum<Real>(count, [=](std::int64_t k, Real sum) { return sum + a[k]; });
}

/// a_0 b_0 + ... + a_(count - 1) b_(count - 1), by fma.
template <class Real>
STARLING_LANE_FUNCTION Real row_product_sum(const Real* a, const Real* b, std::int64_t count) {
  return row_sum<Real>(count, [=](std::int64_t k, Real sum) { return math::fma(a[k], b[k], sum); });
}

}  // namespace starling::networks
