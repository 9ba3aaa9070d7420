// Sums of rows, for layers that add to what they are given.
#pragma once

#include <cstdint>

#include "kernels/networks/dual_rows.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// to += from on every plane; of the same shape.
template <class Real>
STARLING_FUNCTION void add_rows(ConstDualRows<Real> from, DualRows<Real> to) {
  for (std::int64_t row = 0; row < to.all_rows(); ++row) {
    const Real* in = from.data + row * from.row_stride;
    Real* out = to.data + row * to.row_stride;
    STARLING_LANES
    for (std::int64_t k = 0; k < to.columns; ++k) out[k] += in[k];
  }
}

}  // namespace starling::networks
