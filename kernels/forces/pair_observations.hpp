// The pair sums that observations need: divergence, virial, energy and neighbours within a distance.
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

/// What observations need of the pair forces, one number per particle.
struct PairObservations {
  double* divergence;  ///< of the force on a particle with respect to its own position: sum of F' + (D - 1) F/r
  double* virial;      ///< sum of r F(r)/2: each pair's virial, half to either
  double* energy;      ///< sum of U(r)/2: each pair's energy, half to either
};

/// Sums over neighbours in ascending global id, for the first `count` particles.
template <int D, class Force>
void observe_pairs(const Force& pair, const PairArrays<D>& arrays, const PairObservations& out, std::int64_t count) {
  Kokkos::parallel_for(
      "observe pairs", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double divergence = 0.0;
        double virial = 0.0;
        double energy = 0.0;
        for_each_listed(arrays.list, i, [&](std::int32_t j) {
          const double r2 = squared_separation(arrays.position, i, j, arrays.box);
          if (r2 < pair.cutoff * pair.cutoff && r2 > 0.0) {
            const PairTerms terms = pair.terms(r2);
            divergence += terms.derivative + (D - 1) * terms.force_over_distance;
            virial += 0.5 * r2 * terms.force_over_distance;
            energy += 0.5 * pair.energy(r2);
          }
        });
        out.divergence[i] = divergence;
        out.virial[i] = virial;
        out.energy[i] = energy;
      });
}

/// The same without pairs: zeros.
inline void observe_no_pairs(const PairObservations& out, std::int64_t count) {
  Kokkos::parallel_for(
      "observe no pairs", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t i) { out.divergence[i] = out.virial[i] = out.energy[i] = 0.0; });
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
