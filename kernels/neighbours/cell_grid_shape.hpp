// Choosing the cells of a grid (host code).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/neighbours/cell_grid.hpp"
#include "kernels/space/region.hpp"

namespace starling {

/// Halves the finest axis until cells do not outnumber particles by much: a dilute box has more room than particles.
template <int D>
void limit_cells(CellGrid<D>& grid, std::int64_t particles) {
  const std::int64_t most = 8 * particles + 64;
  while (grid.cell_count() > most) {
    int finest = 0;
    for (int d = 1; d < D; ++d) finest = grid.axis[d].cells > grid.axis[finest].cells ? d : finest;
    grid.axis[finest].cells = (grid.axis[finest].cells + 1) / 2;
  }
}

/// The grid for a region and a list radius; an infinite radius gives a single cell. Cells are never narrower than the
/// list radius.
template <int D>
CellGrid<D> make_cell_grid(const Region<D>& region, const Box<D>& box, double list_radius, std::int64_t particles) {
  CellGrid<D> grid{};
  double longest = 0.0;
  for (int d = 0; d < D; ++d) {
    CellAxis& axis = grid.axis[d];
    const double grown = region.upper[d] - region.lower[d] + 2.0 * list_radius;
    axis.edge = box.edge[d];
    axis.periodic = !(grown < box.edge[d]);
    const double extent = axis.periodic ? box.edge[d] : grown;
    const double lower = region.lower[d] - list_radius;
    axis.origin = axis.periodic ? 0.0 : (lower < 0.0 ? lower + box.edge[d] : lower);
    axis.cells = static_cast<std::int32_t>(std::clamp(std::floor(extent / list_radius), 1.0, 1e6));
    axis.inverse_width = 1.0 / extent;
    longest = std::max(longest, extent);
  }
  limit_cells(grid, particles);
  for (CellAxis& axis : grid.axis) {
    if (axis.periodic && axis.cells < 3) {
      axis.cells = 1;
      grid.folded = true;
    }
    axis.inverse_width *= axis.cells;
  }
  // A float offset is off by up to half an ulp of the longest extent, a difference of two by an ulp, and the squared
  // length by a few ulp of its own.
  const double rounding = 4.0 * longest * static_cast<double>(std::numeric_limits<float>::epsilon());
  const double reach = (list_radius + rounding) * (1.0 + 1e-6);
  grid.search_radius_squared =
      std::isfinite(list_radius) ? static_cast<float>(reach * reach) : std::numeric_limits<float>::infinity();
  return grid;
}

}  // namespace starling
