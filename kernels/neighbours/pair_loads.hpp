// Coordinates as lanes: one array a dimension, each filled from packed particles.
#pragma once

#include <cstdint>

#include "kernels/space/box.hpp"

namespace starling {

/// Coordinates of `Lanes` particles. Separate arrays with scalars in the loops over them: an array of arrays keeps
/// compilers from vectorising.
template <int Lanes>
struct LaneCoordinates {
  double x[Lanes];
  double y[Lanes];
  double z[Lanes];
};

/// Unpacks rows of packed coordinates; dimensions beyond D are left alone.
template <int D, int Lanes>
STARLING_FUNCTION void unpack(const double* rows, LaneCoordinates<Lanes>& lanes) {
  constexpr int packed = packed_stride<D>;
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane) {
    lanes.x[lane] = rows[lane * packed];
    if constexpr (D > 1) lanes.y[lane] = rows[lane * packed + 1];
    if constexpr (D > 2) lanes.z[lane] = rows[lane * packed + 2];
  }
}

/// Coordinates of the particles named in one slot of a slice. Each particle is loaded as one vector and the rows are
/// then transposed: several times the rate of gathering each coordinate.
template <int D, int Lanes>
STARLING_FUNCTION void load_neighbours(const double* position, const std::int32_t* slot,
                                       LaneCoordinates<Lanes>& lanes) {
  constexpr int packed = packed_stride<D>;
  double rows[Lanes * packed];
  for (int lane = 0; lane < Lanes; ++lane) {
    const double* there = position + static_cast<std::int64_t>(slot[lane]) * packed;
    for (int d = 0; d < packed; ++d) rows[lane * packed + d] = there[d];
  }
  unpack<D, Lanes>(rows, lanes);
}

}  // namespace starling
