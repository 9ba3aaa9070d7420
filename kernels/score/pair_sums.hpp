// Rows of pairs and of their particles: weighted sums of the one, and the way back.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/math/fma.hpp"
#include "kernels/networks/dual_rows.hpp"
#include "kernels/portability.hpp"

namespace starling::score {

/// The weight of every pair in a plain sum.
struct Unweighted {
  STARLING_FUNCTION double operator()(std::int64_t /*e*/) const { return 1.0; }
};

/// Whether a weight is a dual number: it moves with the particle.
template <class Weight>
inline constexpr bool moves = !std::is_arithmetic_v<std::remove_const_t<Weight>>;

template <class Weight>
STARLING_FUNCTION double value_of(const Weight& weight) {
  if constexpr (moves<Weight>) {
    return weight.value;
  } else {
    return weight;
  }
}

/// out += by * row.
template <class Real>
STARLING_FUNCTION void add_row(Real by, const Real* row, Real* out, std::int64_t columns) {
  STARLING_LANES
  for (std::int64_t k = 0; k < columns; ++k) out[k] = math::fma(by, row[k], out[k]);
}

/// Each particle's row is the sum over its pairs in `view`, in their order, of weight_of(e) times their rows.
template <class View, class Real, class Weight>
STARLING_FUNCTION void gather(const View& view, networks::DualRows<Real> from, networks::DualRows<Real> to,
                              const Weight& weight_of) {
  constexpr int tangents = View::tangents;
  for (std::int64_t k = 0; k < to.size(); ++k) to.data[k] = Real(0);
  for (std::int64_t p = 0; p < view.particles; ++p) {
    for (std::int64_t e = view.first_of(p); e < view.first_of(p + 1); ++e) {
      const auto weight = weight_of(e);
      const auto by = static_cast<Real>(value_of(weight));
      for (int t = 0; t <= tangents; ++t) {
        add_row(by, from.plane(t) + e * from.row_stride, to.plane(t) + p * to.row_stride, to.columns);
      }
      if constexpr (moves<decltype(weight)>) {
        for (int t = 0; t < tangents; ++t) {
          add_row(static_cast<Real>(weight.tangent[t]), from.plane(0) + e * from.row_stride,
                  to.plane(t + 1) + p * to.row_stride, to.columns);
        }
      }
    }
  }
}

/// Each pair's row is its weight times its particle's; of adjoints the way back through gather(), where the values of a weight
/// that moves get the tangents' adjoints too. Columns beyond those of `from` stay as they are.
template <class View, class Real, class Weight>
STARLING_FUNCTION void spread(const View& view, networks::DualRows<Real> from, networks::DualRows<Real> to,
                              const Weight& weight_of) {
  constexpr int tangents = View::tangents;
  for (std::int64_t p = 0; p < view.particles; ++p) {
    for (std::int64_t e = view.first_of(p); e < view.first_of(p + 1); ++e) {
      const auto weight = weight_of(e);
      const auto by = static_cast<Real>(value_of(weight));
      for (int t = 0; t <= tangents; ++t) {
        const Real* row = from.plane(t) + p * from.row_stride;
        Real* out = to.plane(t) + e * to.row_stride;
        STARLING_LANES
        for (std::int64_t k = 0; k < from.columns; ++k) out[k] = by * row[k];
      }
      if constexpr (moves<decltype(weight)>) {
        for (int t = 0; t < tangents; ++t) {
          add_row(static_cast<Real>(weight.tangent[t]), from.plane(t + 1) + p * from.row_stride,
                  to.plane(0) + e * to.row_stride, from.columns);
        }
      }
    }
  }
}

}  // namespace starling::score
