// The cells into which a rank sorts its particles and ghosts to find neighbours.
#pragma once

#include <cstdint>

#include "kernels/space/box.hpp"

namespace starling {

/// One axis of the grid.
struct CellAxis {
  double origin;         ///< canonical coordinate of the first cell's lower face
  double edge;           ///< box edge
  double inverse_width;  ///< cells per length
  std::int32_t cells;
  bool periodic;  ///< the grid spans the whole box edge, and its last cell neighbours its first
};

/// Cells at least one list radius wide over a region grown by the list radius on every side. An axis on which the grown
/// region would meet itself spans the whole edge instead, so a ghost has one cell even if it is near both faces.
template <int D>
struct CellGrid {
  CellAxis axis[D];
  float search_radius_squared;  ///< of the single-precision search, rounded up so that no pair is lost
  bool folded;                  ///< some periodic axis has fewer than 3 cells: distances need the minimum image

  STARLING_FUNCTION std::int64_t cell_count() const {
    std::int64_t count = 1;
    for (int d = 0; d < D; ++d) count *= axis[d].cells;
    return count;
  }

  /// Offset of a canonical coordinate from the grid's lower face, in [0, edge).
  STARLING_FUNCTION double offset(double coordinate, int d) const {
    const double from_origin = coordinate - axis[d].origin;
    return from_origin < 0.0 ? from_origin + axis[d].edge : from_origin;
  }

  /// Cell index along one axis of an offset; what lies beyond the last cell by rounding belongs to it.
  STARLING_FUNCTION std::int32_t cell_along(double from_origin, int d) const {
    const auto cell = static_cast<std::int32_t>(from_origin * axis[d].inverse_width);
    return cell < axis[d].cells ? cell : axis[d].cells - 1;
  }
};

}  // namespace starling
