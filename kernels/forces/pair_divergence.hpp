// Divergence of the pair forces, and neighbours within a distance: what observations need of the pairs.
#pragma once

#include <cstdint>

#include "kernels/forces/pair_sweep.hpp"

namespace starling {

/// Squared minimum-image distance of particles i and j, packed positions.
template <int D>
STARLING_FUNCTION double squared_separation(const double* position, std::int64_t i, std::int64_t j, const Box<D>& box) {
  double r2 = 0.0;
  for (int d = 0; d < D; ++d) {
    const double apart =
        minimum_image(position[i * packed_stride<D> + d] - position[j * packed_stride<D> + d], box.edge[d]);
    r2 = math::fma(apart, apart, r2);
  }
  return r2;
}

/// Calls visit(j) for every listed neighbour of particle i, in ascending global id.
template <class Visit>
STARLING_FUNCTION void for_each_listed(const NeighbourList& list, std::int64_t i, const Visit& visit) {
  const std::int64_t slice = i / slice_lanes;
  const std::int32_t* slot = list.neighbour + slice * list.capacity * slice_lanes + (i - slice * slice_lanes);
  for (std::int32_t k = 0; k < list.length[slice]; ++k, slot += slice_lanes) {
    if (*slot != i) visit(*slot);
  }
}

/// divergence(i) = sum over neighbours of F'(r) + (D - 1) F(r)/r, the divergence of the force on i with respect to its
/// own position, for the first `count` particles.
template <int D, class Force>
void sweep_divergence(const Force& pair, const PairArrays<D>& arrays, double* divergence, std::int64_t count) {
  Kokkos::parallel_for(
      "sweep divergence", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double sum = 0.0;
        for_each_listed(arrays.list, i, [&](std::int32_t j) {
          const double r2 = squared_separation(arrays.position, i, j, arrays.box);
          if (r2 < pair.cutoff * pair.cutoff && r2 > 0.0) {
            const PairTerms terms = pair.terms(r2);
            sum += terms.derivative + (D - 1) * terms.force_over_distance;
          }
        });
        divergence[i] = sum;
      });
}

/// neighbours(i) = number of particles closer than `distance`, for the first `count` particles.
template <int D>
void count_within(const PairArrays<D>& arrays, double distance, std::int32_t* neighbours, std::int64_t count) {
  Kokkos::parallel_for(
      "count within", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        std::int32_t found = 0;
        for_each_listed(arrays.list, i, [&](std::int32_t j) {
          if (squared_separation(arrays.position, i, j, arrays.box) < distance * distance) ++found;
        });
        neighbours[i] = found;
      });
}

}  // namespace starling
