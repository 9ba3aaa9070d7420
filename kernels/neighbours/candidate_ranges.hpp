// Ranges of cell-ordered slots in which the neighbours of a point can be.
#pragma once

#include <cstdint>

#include "kernels/neighbours/cell_grid.hpp"

namespace starling {

/// Cells next to cell `c` along one axis: [first, last], and for each the box edges it lies away.
struct AxisNeighbours {
  std::int32_t first;
  std::int32_t last;
};

/// The neighbours of a cell along one axis; those of a periodic axis may lie outside [0, cells) and wrap.
STARLING_FUNCTION AxisNeighbours axis_neighbours(const CellAxis& axis, std::int32_t cell) {
  if (axis.cells == 1) return {0, 0};
  if (axis.periodic) return {cell - 1, cell + 1};
  return {cell > 0 ? cell - 1 : 0, cell < axis.cells - 1 ? cell + 1 : axis.cells - 1};
}

/// A cell index brought back onto a periodic axis, and how far its particles appear from there.
struct WrappedCell {
  std::int32_t cell;
  float shift;
};

STARLING_FUNCTION WrappedCell wrap_cell(const CellAxis& axis, std::int32_t cell) {
  const auto edge = static_cast<float>(axis.edge);
  if (cell < 0) return {cell + axis.cells, edge};
  if (cell >= axis.cells) return {cell - axis.cells, -edge};
  return {cell, 0.0F};
}

/// Calls visit(first, last, at) for every range of slots whose cells touch the cell of the point with offsets `offset`;
/// `at` is that point as seen from those cells. Rows of cells along the first axis are contiguous, so a range is a row.
template <int D, class Visit>
STARLING_FUNCTION void for_each_candidate_range(const CellGrid<D>& grid, const std::int32_t* start,
                                                const double (&offset)[D], const Visit& visit) {
  AxisNeighbours around[3] = {{0, 0}, {0, 0}, {0, 0}};
  for (int d = 0; d < D; ++d) around[d] = axis_neighbours(grid.axis[d], grid.cell_along(offset[d], d));
  float at[D];
  const CellAxis& row = grid.axis[0];
  for (std::int32_t z = around[2].first; z <= around[2].last; ++z) {
    for (std::int32_t y = around[1].first; y <= around[1].last; ++y) {
      std::int64_t base = 0;
      if constexpr (D > 2) {
        const WrappedCell wrapped = wrap_cell(grid.axis[2], z);
        base = wrapped.cell;
        at[2] = static_cast<float>(offset[2]) + wrapped.shift;
      }
      if constexpr (D > 1) {
        const WrappedCell wrapped = wrap_cell(grid.axis[1], y);
        base = base * grid.axis[1].cells + wrapped.cell;
        at[1] = static_cast<float>(offset[1]) + wrapped.shift;
      }
      base *= row.cells;
      const auto x = static_cast<float>(offset[0]);
      const auto edge = static_cast<float>(row.edge);
      std::int32_t first = around[0].first;
      std::int32_t last = around[0].last;
      if (first < 0) {
        at[0] = x + edge;
        visit(start[base + row.cells - 1], start[base + row.cells], at);
        first = 0;
      }
      if (last >= row.cells) {
        at[0] = x - edge;
        visit(start[base], start[base + 1], at);
        last = row.cells - 1;
      }
      at[0] = x;
      visit(start[base + first], start[base + last + 1], at);
    }
  }
}

}  // namespace starling
