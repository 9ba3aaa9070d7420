// The factors of a matrix product as views of memory, and packed panels of weights.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling::networks {

/// Columns come in whole vectors of this many numbers (64 bytes), whatever the machine: callers pad with zeros.
template <class Real>
inline constexpr int vector_columns = 64 / sizeof(Real);

/// Columns of a panel of a right factor: 32 floats or 16 doubles.
template <class Real>
inline constexpr int panel_columns = 2 * vector_columns<Real>;

/// The least multiple of the vector that holds `columns`.
template <class Real>
STARLING_FUNCTION constexpr std::int64_t padded_columns(std::int64_t columns) {
  return (columns + vector_columns<Real> - 1) / vector_columns<Real> * vector_columns<Real>;
}

/// A rows x depth factor: element (i, p) is data[i * row_stride + p * column_stride]. A matrix of contiguous rows has
/// column_stride 1; its transposed has row_stride 1.
template <class Real>
struct LeftFactor {
  const Real* data;
  std::int64_t row_stride;
  std::int64_t column_stride;
};

/// A depth x columns factor in panels of w = panel_columns<Real> columns: element (p, j) is
/// data[(j / w) * panel_stride + p * row_stride + j % w].
template <class Real>
struct Panels {
  const Real* data;
  std::int64_t row_stride;
  std::int64_t panel_stride;
};

/// Rows x columns results: element (i, j) is data[i * row_stride + j].
template <class Real>
struct ResultRows {
  Real* data;
  std::int64_t row_stride;
};

/// Rows, row_stride apart, as a left factor.
template <class Real>
STARLING_FUNCTION LeftFactor<Real> as_left(const Real* rows, std::int64_t row_stride) {
  return {rows, row_stride, 1};
}

/// The transposed of rows that are row_stride apart, as a left factor.
template <class Real>
STARLING_FUNCTION LeftFactor<Real> as_transposed_left(const Real* rows, std::int64_t row_stride) {
  return {rows, 1, row_stride};
}

/// Plain rows, row_stride apart, as a right factor.
template <class Real>
STARLING_FUNCTION Panels<Real> as_panels(const Real* rows, std::int64_t row_stride) {
  return {rows, row_stride, panel_columns<Real>};
}

/// What pack_panels made of a matrix of this depth, as a right factor.
template <class Real>
STARLING_FUNCTION Panels<Real> packed_panels(const Real* packed, std::int64_t depth) {
  return {packed, panel_columns<Real>, panel_columns<Real> * depth};
}

/// Numbers that pack_panels writes: whole panels.
template <class Real>
STARLING_FUNCTION constexpr std::int64_t packed_size(std::int64_t depth, std::int64_t columns) {
  return (columns + panel_columns<Real> - 1) / panel_columns<Real> * panel_columns<Real> * depth;
}

/// Packs a depth x columns matrix, element (p, j) at matrix[p * row_step + j * column_step], into panels; columns
/// beyond the last are zeros.
template <class Real>
STARLING_FUNCTION void pack_strided(const Real* matrix, std::int64_t row_step, std::int64_t column_step,
                                    std::int64_t depth, std::int64_t columns, Real* packed) {
  constexpr std::int64_t width = panel_columns<Real>;
  for (std::int64_t from = 0; from < columns; from += width) {
    const std::int64_t held = columns - from < width ? columns - from : width;
    for (std::int64_t p = 0; p < depth; ++p, packed += width) {
      const Real* row = matrix + p * row_step + from * column_step;
      for (std::int64_t j = 0; j < held; ++j) packed[j] = row[j * column_step];
      for (std::int64_t j = held; j < width; ++j) packed[j] = Real(0);
    }
  }
}

/// Packs a depth x columns matrix of rows that are row_stride apart; packed_size(depth, columns) numbers. Columns need
/// not be whole vectors here.
template <class Real>
STARLING_FUNCTION void pack_panels(const Real* matrix, std::int64_t row_stride, std::int64_t depth,
                                   std::int64_t columns, Real* packed) {
  pack_strided(matrix, row_stride, 1, depth, columns, packed);
}

/// Packs the transposed of a rows x columns matrix, which has depth `columns`: packed_size(columns, rows) numbers.
template <class Real>
STARLING_FUNCTION void pack_transposed_panels(const Real* matrix, std::int64_t row_stride, std::int64_t rows,
                                              std::int64_t columns, Real* packed) {
  pack_strided(matrix, 1, row_stride, columns, rows, packed);
}

}  // namespace starling::networks
