// Products of two matrices of dual numbers, and the way back to either factor.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "kernels/networks/dual_rows.hpp"
#include "kernels/networks/product.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// A matrix of dual numbers somewhere among others: element (i, j) of plane t is
/// data[t * plane_stride + i * row_stride + j]. Real may be const.
template <class Real>
struct DualMatrix {
  Real* data;
  std::int64_t row_stride;
  std::int64_t plane_stride;

  STARLING_FUNCTION Real* plane(int t) const { return data + t * plane_stride; }
  /// The columns from this one on.
  [[nodiscard]] STARLING_FUNCTION DualMatrix from_column(std::int64_t column) const {
    return {data + column, row_stride, plane_stride};
  }
  /// The same, only to be read. A template, as a class would not convert to itself.
  template <std::same_as<const Real> Read>
  STARLING_FUNCTION operator DualMatrix<Read>() const {
    return {data, row_stride, plane_stride};
  }
};

/// A matrix that is only read, as a parameter of functions.
template <class Real>
using ConstDualMatrix = DualMatrix<const std::type_identity_t<Real>>;

/// The rows from `first` on as a matrix.
template <class Real>
STARLING_FUNCTION DualMatrix<Real> matrix_of(const DualRows<Real>& rows, std::int64_t first = 0) {
  return {rows.data + first * rows.row_stride, rows.row_stride, rows.rows * rows.row_stride};
}

/// A dual matrix as a left factor, perhaps transposed.
template <class Real>
struct DualLeft {
  LeftFactor<Real> values;
  std::int64_t plane_stride;

  [[nodiscard]] STARLING_FUNCTION LeftFactor<Real> plane(int t) const {
    return {values.data + t * plane_stride, values.row_stride, values.column_stride};
  }
};

template <class Real>
STARLING_FUNCTION DualLeft<std::remove_const_t<Real>> as_left(const DualMatrix<Real>& matrix) {
  return {{matrix.data, matrix.row_stride, 1}, matrix.plane_stride};
}

template <class Real>
STARLING_FUNCTION DualLeft<std::remove_const_t<Real>> as_transposed_left(const DualMatrix<Real>& matrix) {
  return {{matrix.data, 1, matrix.row_stride}, matrix.plane_stride};
}

namespace dual {

/// A product of planes.
template <class Real>
STARLING_FUNCTION void multiply(ProductShape shape, LeftFactor<Real> a, ConstDualMatrix<Real> b, int b_plane,
                                DualMatrix<Real> c, int c_plane, Start start) {
  product(shape, a, as_panels<Real>(b.plane(b_plane), b.row_stride), ResultRows<Real>{c.plane(c_plane), c.row_stride},
          start);
}

}  // namespace dual

/// c = a b of dual matrices: c_0 = a_0 b_0 on the values and c_t = a_t b_0 + a_0 b_t on each tangent, in this order. Shapes
/// and columns are those of product().
template <class Real>
STARLING_FUNCTION void dual_product(ProductShape shape, int tangents, DualLeft<Real> a, ConstDualMatrix<Real> b,
                                    DualMatrix<std::type_identity_t<Real>> c) {
  for (int t = 0; t <= tangents; ++t) dual::multiply<Real>(shape, a.plane(t), b, 0, c, t, Start::zero);
  for (int t = 1; t <= tangents; ++t) dual::multiply<Real>(shape, a.plane(0), b, t, c, t, Start::present);
}

/// What a left factor gets on the way back: c_0 = sum_t a_t b_t over the values and all tangents, c_t = a_t b_0. With a the
/// adjoints of a product x y and b the transposed of y, c are those of x.
template <class Real>
STARLING_FUNCTION void reverse_dual_product_left(ProductShape shape, int tangents, DualLeft<Real> a,
                                                 ConstDualMatrix<Real> b, DualMatrix<std::type_identity_t<Real>> c) {
  for (int t = 0; t <= tangents; ++t) dual::multiply<Real>(shape, a.plane(t), b, 0, c, t, Start::zero);
  for (int t = 1; t <= tangents; ++t) dual::multiply<Real>(shape, a.plane(t), b, t, c, 0, Start::present);
}

/// What a right factor gets: c_0 = sum_t a_t b_t, c_t = a_0 b_t. With a the transposed of x and b the adjoints of x y, c are
/// those of y.
template <class Real>
STARLING_FUNCTION void reverse_dual_product_right(ProductShape shape, int tangents, DualLeft<Real> a,
                                                  ConstDualMatrix<Real> b, DualMatrix<std::type_identity_t<Real>> c) {
  for (int t = 0; t <= tangents; ++t) dual::multiply<Real>(shape, a.plane(0), b, t, c, t, Start::zero);
  for (int t = 1; t <= tangents; ++t) dual::multiply<Real>(shape, a.plane(t), b, t, c, 0, Start::present);
}

/// The transposed of a rows x columns matrix, `to` with its columns filled up to whole vectors with zeros.
template <class Real>
STARLING_FUNCTION void transpose(std::int64_t rows, std::int64_t columns, int tangents, ConstDualMatrix<Real> from,
                                 DualMatrix<Real> to) {
  const std::int64_t padded = padded_columns<Real>(rows);
  for (int t = 0; t <= tangents; ++t) {
    const Real* in = from.plane(t);
    for (std::int64_t j = 0; j < columns; ++j) {
      Real* out = to.plane(t) + j * to.row_stride;
      for (std::int64_t i = 0; i < rows; ++i) out[i] = in[i * from.row_stride + j];
      for (std::int64_t i = rows; i < padded; ++i) out[i] = Real(0);
    }
  }
}

}  // namespace starling::networks
