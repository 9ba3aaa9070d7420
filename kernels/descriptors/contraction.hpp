// Sums over the derivatives of an atom's symmetry functions: what the atom's energy does to its neighbours, and the reverse.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/networks/factors.hpp"
#include "kernels/networks/product_tiles.hpp"
#include "kernels/networks/row_sums.hpp"
#include "kernels/networks/vector_lanes.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// The derivatives of one atom's functions: row 3 m + axis of neighbour m, of `columns` numbers (whole vectors of 8, zeros
/// beyond the functions), one row after the other. They are stored in double or single precision; sums are in double.
template <class Stored>
struct DerivativeRows {
  const Stored* data;
  std::int64_t columns;
  std::int64_t neighbours;
};

/// Columns are taken by this many.
inline constexpr int contraction_lanes = networks::vector_columns<double>;

/// out[r] = sum over s of slopes[s] row r[s], for all 3 * neighbours rows: 8 partial sums, of which sum l takes the columns
/// l, l + 8, ... in ascending order by fma, and whose halves are added to each other until one is left.
template <class Stored>
STARLING_FUNCTION void portable_row_products(const DerivativeRows<Stored>& rows, const double* slopes, double* out) {
  for (std::int64_t r = 0; r < 3 * rows.neighbours; ++r) {
    const Stored* const row = rows.data + r * rows.columns;
    out[r] = networks::row_sum<double>(rows.columns, [=](std::int64_t s, double sum) {
      return math::fma(slopes[s], static_cast<double>(row[s]), sum);
    });
  }
}

/// out[s] = (x + y) + z of the three sums over neighbours m in ascending order, by fma from zero, of
/// factors[3 m + axis] row 3 m + axis[s].
template <class Stored>
STARLING_FUNCTION void portable_column_products(const DerivativeRows<Stored>& rows, const double* factors,
                                                double* out) {
  for (std::int64_t s = 0; s < rows.columns; ++s) {
    double sum[3] = {};
    for (std::int64_t m = 0; m < rows.neighbours; ++m)
      for (int axis = 0; axis < 3; ++axis)
        sum[axis] = math::fma(factors[3 * m + axis], static_cast<double>(rows.data[(3 * m + axis) * rows.columns + s]),
                              sum[axis]);
    out[s] = (sum[0] + sum[1]) + sum[2];
  }
}

#if defined(STARLING_VECTOR_LANES_BYTES)

/// A vector of 8 doubles in the host's registers.
struct EightLanes {
  using Lanes = networks::VectorLanes<double>;
  static constexpr int registers = contraction_lanes / Lanes::count;
  Lanes::Register part[registers];

  static EightLanes zero() {
    EightLanes out;
    for (auto& each : out.part) each = Lanes::zero();
    return out;
  }
  template <class Stored>
  static EightLanes load(const Stored* from) {
    EightLanes out;
    for (int k = 0; k < registers; ++k) out.part[k] = Lanes::load(from + k * Lanes::count);
    return out;
  }
  template <class Stored>
  void add_product(const EightLanes& a, const Stored* b) {
    for (int k = 0; k < registers; ++k) part[k] = Lanes::fma(a.part[k], Lanes::load(b + k * Lanes::count), part[k]);
  }
  template <class Stored>
  void add_scaled(const double* a, const Stored* b) {
    const Lanes::Register common = Lanes::spread(a);
    for (int k = 0; k < registers; ++k) part[k] = Lanes::fma(common, Lanes::load(b + k * Lanes::count), part[k]);
  }
  [[nodiscard]] auto halves_sum() const { return Lanes::halves_sum(part); }
  void store(double* to) const {
    for (int k = 0; k < registers; ++k) Lanes::store(part[k], to + k * Lanes::count);
  }
};

/// Rows whose sums run side by side.
inline constexpr int rows_together = STARLING_VECTOR_LANES_BYTES == 64 ? 8 : 4;

/// portable_row_products() of `Count` rows.
template <int Count, class Stored>
void row_products_of(const Stored* rows, std::int64_t columns, const double* slopes, double* out) {
  EightLanes sum[Count];
  STARLING_UNROLL_TILE
  for (int r = 0; r < Count; ++r) sum[r] = EightLanes::zero();
  for (std::int64_t s = 0; s < columns; s += contraction_lanes) {
    const EightLanes slope = EightLanes::load(slopes + s);
    STARLING_UNROLL_TILE
    for (int r = 0; r < Count; ++r) sum[r].add_product(slope, rows + r * columns + s);
  }
  if constexpr (Count % 4 == 0) {
    STARLING_UNROLL_TILE
    for (int r = 0; r < Count; r += 4)
      networks::store_four_sums(
          {sum[r].halves_sum(), sum[r + 1].halves_sum(), sum[r + 2].halves_sum(), sum[r + 3].halves_sum()}, out + r);
  } else {
    for (int r = 0; r < Count; ++r) {
      double p[contraction_lanes];
      sum[r].store(p);
      out[r] = ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
    }
  }
}

/// portable_column_products() of 8 * `Vectors` columns from `rows` on.
template <int Vectors, class Stored>
void column_products_of(const DerivativeRows<Stored>& rows, std::int64_t first, const double* factors, double* out) {
  EightLanes sum[3][Vectors];
  STARLING_UNROLL_TILE
  for (auto& of_axis : sum) {
    STARLING_UNROLL_TILE
    for (EightLanes& each : of_axis) each = EightLanes::zero();
  }
  const Stored* row = rows.data + first;
  for (std::int64_t m = 0; m < rows.neighbours; ++m) {
    STARLING_UNROLL_TILE
    for (int axis = 0; axis < 3; ++axis) {
      STARLING_UNROLL_TILE
      for (int v = 0; v < Vectors; ++v) sum[axis][v].add_scaled(factors + 3 * m + axis, row + v * contraction_lanes);
      row += rows.columns;
    }
  }
  STARLING_UNROLL_TILE
  for (int v = 0; v < Vectors; ++v) {
    double part[3][contraction_lanes];
    for (int axis = 0; axis < 3; ++axis) sum[axis][v].store(part[axis]);
    STARLING_LANES
    for (int lane = 0; lane < contraction_lanes; ++lane)
      out[first + v * contraction_lanes + lane] = (part[0][lane] + part[1][lane]) + part[2][lane];
  }
}

#endif

/// portable_row_products() by the host's registers where it has such.
template <class Stored>
STARLING_FUNCTION void row_products(const DerivativeRows<Stored>& rows, const double* slopes, double* out) {
#if defined(STARLING_VECTOR_LANES_BYTES)
  const std::int64_t count = 3 * rows.neighbours;
  std::int64_t r = 0;
  for (; r + rows_together <= count; r += rows_together)
    row_products_of<rows_together>(rows.data + r * rows.columns, rows.columns, slopes, out + r);
  for (; r < count; ++r) row_products_of<1>(rows.data + r * rows.columns, rows.columns, slopes, out + r);
#else
  portable_row_products(rows, slopes, out);
#endif
}

/// portable_column_products() likewise.
template <class Stored>
STARLING_FUNCTION void column_products(const DerivativeRows<Stored>& rows, const double* factors, double* out) {
#if defined(STARLING_VECTOR_LANES_BYTES)
  constexpr int most = STARLING_VECTOR_LANES_BYTES == 64 ? 3 : 1;
  std::int64_t first = 0;
  for (; first + most * contraction_lanes <= rows.columns; first += most * contraction_lanes)
    column_products_of<most>(rows, first, factors, out);
  for (; first < rows.columns; first += contraction_lanes) column_products_of<1>(rows, first, factors, out);
#else
  portable_column_products(rows, factors, out);
#endif
}

}  // namespace starling::descriptors
