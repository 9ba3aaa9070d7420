// The softmax of rows of plain or dual numbers, forwards and in reverse.
#pragma once

#include <cstdint>

#include "kernels/math/exponential.hpp"
#include "kernels/networks/dual_rows.hpp"
#include "kernels/networks/row_sums.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

namespace softmax_row {

/// The greatest of `count` numbers, at least one.
template <class Real>
STARLING_LANE_FUNCTION Real greatest(const Real* a, std::int64_t count) {
  Real most = a[0];
  for (std::int64_t k = 1; k < count; ++k) most = a[k] > most ? a[k] : most;
  return most;
}

/// In place p_k = e^(scale (z_k - max z)) / sum; zeros from `count` to `columns`.
template <class Real>
STARLING_NOINLINE STARLING_FUNCTION void values(Real scale, std::int64_t count, std::int64_t columns, Real* row) {
  const Real most = greatest(row, count);
  STARLING_LANES
  for (std::int64_t k = 0; k < columns; ++k) row[k] = math::exp(scale * (row[k] - most));
  for (std::int64_t k = count; k < columns; ++k) row[k] = Real(0);
  const Real inverse = Real(1) / row_sum<Real>(row, columns);
  STARLING_LANES
  for (std::int64_t k = 0; k < columns; ++k) row[k] *= inverse;
}

/// A tangent: slope_k = scale zdot_k - sum_l p_l scale zdot_l, and in place pdot_k = p_k slope_k.
template <class Real>
STARLING_NOINLINE STARLING_FUNCTION void tangent(Real scale, std::int64_t columns, const Real* p, Real* pdot,
                                                 Real* slope) {
  const Real mean = row_product_sum<Real>(p, pdot, columns);
  STARLING_LANES
  for (std::int64_t k = 0; k < columns; ++k) {
    slope[k] = scale * (pdot[k] - mean);
    pdot[k] = p[k] * slope[k];
  }
}

/// From the adjoint B of pdot, in place, that of zdot: scale p (B - b), b = sum p B; and pbar gets (B - b) slope.
template <class Real>
STARLING_NOINLINE STARLING_FUNCTION void reverse_tangent(Real scale, std::int64_t columns, const Real* p,
                                                         const Real* slope, Real* pdotbar, Real* pbar) {
  const Real mean = row_product_sum<Real>(p, pdotbar, columns);
  STARLING_LANES
  for (std::int64_t k = 0; k < columns; ++k) {
    const Real beyond = pdotbar[k] - mean;
    pbar[k] = math::fma(beyond, slope[k], pbar[k]);
    pdotbar[k] = scale * (p[k] * beyond);
  }
}

/// From the adjoint of p, in place, that of z: scale p (pbar - sum p pbar).
template <class Real>
STARLING_NOINLINE STARLING_FUNCTION void reverse_values(Real scale, std::int64_t columns, const Real* p, Real* pbar) {
  const Real mean = row_product_sum<Real>(p, pbar, columns);
  STARLING_LANES
  for (std::int64_t k = 0; k < columns; ++k) pbar[k] = scale * (p[k] * (pbar[k] - mean));
}

}  // namespace softmax_row

/// In place p = softmax(scale z) over the first `count` columns of each row, the greatest taken off before the exponential,
/// and pdot = p slope on each tangent. `slopes` gets z's tangents, scaled, less their mean under p, which reverse_softmax
/// reads: as many planes as there are tangents, of the same shape. Other columns must be finite; those of p become zeros.
template <class Real>
STARLING_FUNCTION void softmax(Real scale, std::int64_t count, DualRows<Real> p, Real* slopes) {
  for (std::int64_t row = 0; row < p.rows; ++row) {
    Real* values = p.plane(0) + row * p.row_stride;
    softmax_row::values(scale, count, p.columns, values);
    for (int t = 1; t <= p.tangents; ++t) {
      const std::int64_t at = row * p.row_stride;
      softmax_row::tangent(scale, p.columns, values, p.plane(t) + at, slopes + (t - 1) * p.rows * p.row_stride + at);
    }
  }
}

/// From the adjoints of p and pdot, in place, those of z and zdot; p and slopes are what softmax() left.
template <class Real>
STARLING_FUNCTION void reverse_softmax(Real scale, ConstDualRows<Real> p, const Real* slopes, DualRows<Real> p_bar) {
  for (std::int64_t row = 0; row < p.rows; ++row) {
    const std::int64_t at = row * p.row_stride;
    const Real* values = p.plane(0) + at;
    for (int t = 1; t <= p.tangents; ++t) {
      softmax_row::reverse_tangent(scale, p.columns, values, slopes + (t - 1) * p.rows * p.row_stride + at,
                                   p_bar.plane(t) + at, p_bar.plane(0) + at);
    }
    softmax_row::reverse_values(scale, p.columns, values, p_bar.plane(0) + at);
  }
}

}  // namespace starling::networks
