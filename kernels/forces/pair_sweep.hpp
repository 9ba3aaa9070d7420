// Pair forces on every particle, summed over neighbours in ascending global id.
#pragma once

#include <cstdint>

#include "kernels/forces/parameters.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/neighbours/neighbour_list.hpp"
#include "kernels/neighbours/pair_loads.hpp"
#include "kernels/particles/particle_arrays.hpp"

namespace starling {

/// What a pair sweep reads and writes.
template <int D>
struct PairArrays {
  const double* position;  ///< packed, owned particles and ghosts
  double* force;           ///< one array per dimension, `stride` apart
  std::int64_t stride;
  NeighbourList list;
  Box<D> box;
};

/// The forces on `Lanes` particles of a slice: all of it on hosts, a single one on devices, with the same bits. Pairs
/// beyond the cutoff add an exact zero, so neither the skin nor the padding shows in a sum.
template <int D, class Force, int Lanes>
struct PairSweep {
  using Real = typename LawArithmetic<Force>::Real;
  Force pair;
  PairArrays<D> arrays;

  STARLING_FUNCTION void operator()(std::int64_t index) const {
    const std::int64_t first = index * Lanes;
    const std::int64_t slice = first / slice_lanes;
    if (arrays.list.interior[slice] != 0) {
      sweep<false>(first, slice);
    } else {
      sweep<true>(first, slice);
    }
  }

  template <bool Periodic>
  STARLING_NOINLINE STARLING_INTERLEAVED STARLING_FUNCTION void sweep(std::int64_t first, std::int64_t slice) const {
    LaneCoordinates<Lanes> here;
    LaneCoordinates<Lanes> there;
    LaneCoordinates<Lanes> sum{};
    unpack<D, Lanes>(arrays.position + first * packed_stride<D>, here);
    const Real cutoff_squared = squared_cutoff<Real>(pair.cutoff);
    const Box<D> box = arrays.box;
    const Force force = pair;
    const std::int32_t* slot =
        arrays.list.neighbour + slice * arrays.list.capacity * slice_lanes + (first - slice * slice_lanes);
    const std::int32_t length = arrays.list.length[slice];
    for (std::int32_t k = 0; k < length; ++k, slot += slice_lanes) {
      load_neighbours<D, Lanes>(arrays.position, slot, there);
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double x = apart<Periodic>(here.x[lane], there.x[lane], box.edge[0]);
        double y = 0.0;
        double z = 0.0;
        const auto law_x = static_cast<Real>(x);
        Real r2 = law_x * law_x;
        if constexpr (D > 1) {
          y = apart<Periodic>(here.y[lane], there.y[lane], box.edge[1]);
          const auto law_y = static_cast<Real>(y);
          r2 = math::fma(law_y, law_y, r2);
        }
        if constexpr (D > 2) {
          z = apart<Periodic>(here.z[lane], there.z[lane], box.edge[2]);
          const auto law_z = static_cast<Real>(z);
          r2 = math::fma(law_z, law_z, r2);
        }
        const Real strength = force.force_over_distance(r2);
        // A particle's padding is itself, at distance zero, where a law may be infinite.
        const bool within = (r2 < cutoff_squared) & (r2 > Real{0});
        const double scale = within ? strength : Real{0};
        sum.x[lane] = math::fma(scale, x, sum.x[lane]);
        if constexpr (D > 1) sum.y[lane] = math::fma(scale, y, sum.y[lane]);
        if constexpr (D > 2) sum.z[lane] = math::fma(scale, z, sum.z[lane]);
      }
    }
    store(first, sum);
  }

 private:
  template <bool Periodic>
  STARLING_FUNCTION static double apart(double here, double there, double edge) {
    return Periodic ? minimum_image(here - there, edge) : here - there;
  }

  STARLING_FUNCTION void store(std::int64_t first, const LaneCoordinates<Lanes>& sum) const {
    double* force = arrays.force + first;
    for (int lane = 0; lane < Lanes; ++lane) {
      force[lane] = sum.x[lane];
      if constexpr (D > 1) force[arrays.stride + lane] = sum.y[lane];
      if constexpr (D > 2) force[2 * arrays.stride + lane] = sum.z[lane];
    }
  }
};

/// Writes the pair force on every owned particle (whole slices; padding gets zero).
template <int D, class Force>
void sweep_pairs(const Force& pair, const PairArrays<D>& arrays, std::int64_t owned) {
  constexpr int lanes = kernels_run_on_host ? slice_lanes : 1;
  const std::int64_t count = whole_blocks(owned) / lanes;
  Kokkos::parallel_for("sweep pairs", IndexRange(0, count), PairSweep<D, Force, lanes>{pair, arrays});
}

}  // namespace starling
