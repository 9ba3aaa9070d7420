// Rows of dual numbers: a plane of values and planes of tangents.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "kernels/portability.hpp"

namespace starling::networks {

/// A view of 1 + tangents planes, one after the other, each of `rows` rows that are row_stride apart: plane 0 holds
/// values, plane t the t-th tangent. `columns` and row_stride are multiples of vector_columns<Real>, columns at most
/// row_stride. With no tangents these are plain numbers. Real may be const.
template <class Real>
struct DualRows {
  Real* data;
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t row_stride;
  int tangents;

  STARLING_FUNCTION Real* plane(int t) const { return data + t * rows * row_stride; }

  /// Rows of all planes together.
  STARLING_FUNCTION std::int64_t all_rows() const { return (1 + tangents) * rows; }

  /// Numbers from the first to beyond the last row.
  STARLING_FUNCTION std::int64_t size() const { return all_rows() * row_stride; }

  /// The same rows, only to be read. A template, as a class would not convert to itself.
  template <std::same_as<const Real> Read>
  STARLING_FUNCTION operator DualRows<Read>() const {
    return {data, rows, columns, row_stride, tangents};
  }
};

/// Rows that are only read, as a parameter of functions: both kinds of DualRows convert to it.
template <class Real>
using ConstDualRows = DualRows<const std::type_identity_t<Real>>;

}  // namespace starling::networks
