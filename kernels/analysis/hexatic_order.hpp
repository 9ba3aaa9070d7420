// Hexatic bond order in the plane.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/forces/pair_sweep.hpp"

namespace starling::analysis {

/// order[i] = |psi_6| of particle i, psi_6 the mean of e^(6 i angle) over the bonds to the neighbours within a distance;
/// 0 without neighbours. e^(6 i angle) is the cube of z^2 / |z|^2, z the bond as a complex number: no angle is needed.
/// `Lanes` as in PairSweep.
template <int Lanes>
struct HexaticOrder {
  const double* position;  ///< packed
  NeighbourList list;
  Box<2> box;
  double distance_squared;
  double* order;

  STARLING_NOINLINE STARLING_FUNCTION void operator()(std::int64_t index) const {
    const std::int64_t first = index * Lanes;
    const std::int64_t slice = first / slice_lanes;
    LaneCoordinates<Lanes> here;
    LaneCoordinates<Lanes> there;
    double real[Lanes] = {};
    double imaginary[Lanes] = {};
    double neighbours[Lanes] = {};
    unpack<2, Lanes>(position + first * packed_stride<2>, here);
    const std::int32_t* slot = list.neighbour + slice * list.capacity * slice_lanes + (first - slice * slice_lanes);
    const double edge_x = box.edge[0];
    const double edge_y = box.edge[1];
    const double reach = distance_squared;
    for (std::int32_t k = 0; k < list.length[slice]; ++k, slot += slice_lanes) {
      load_neighbours<2, Lanes>(position, slot, there);
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double x = minimum_image(here.x[lane] - there.x[lane], edge_x);
        const double y = minimum_image(here.y[lane] - there.y[lane], edge_y);
        const double r2 = math::fma(y, y, x * x);
        const bool bound = r2 < reach && r2 > 0.0;
        const double inverse = 1.0 / (r2 > 0.0 ? r2 : 1.0);
        const double c2 = (x * x - y * y) * inverse;
        const double s2 = 2.0 * x * y * inverse;
        const double c6 = c2 * (c2 * c2 - 3.0 * s2 * s2);
        const double s6 = s2 * (3.0 * c2 * c2 - s2 * s2);
        real[lane] += bound ? c6 : 0.0;
        imaginary[lane] += bound ? s6 : 0.0;
        neighbours[lane] += bound ? 1.0 : 0.0;
      }
    }
    for (int lane = 0; lane < Lanes; ++lane) {
      const double length = std::sqrt(math::fma(imaginary[lane], imaginary[lane], real[lane] * real[lane]));
      order[first + lane] = neighbours[lane] > 0.0 ? length / neighbours[lane] : 0.0;
    }
  }
};

/// |psi_6| of every owned particle; `order` has room for whole blocks.
inline void hexatic_order(const PairArrays<2>& arrays, double distance, double* order, std::int64_t owned) {
  constexpr int lanes = kernels_run_on_host ? slice_lanes : 1;
  Kokkos::parallel_for("hexatic order", IndexRange(0, whole_blocks(owned) / lanes),
                       HexaticOrder<lanes>{arrays.position, arrays.list, arrays.box, distance * distance, order});
}

}  // namespace starling::analysis
