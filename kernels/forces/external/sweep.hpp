// External forces on every particle, on top of the pair forces.
#pragma once

#include <cstdint>

#include "kernels/forces/external/terms.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/particles/particle_arrays.hpp"

namespace starling {

/// The external force at particle i.
template <int D, class External>
STARLING_FUNCTION ExternalTerms<D> external_terms(const External& external, const StateArrays<D>& state,
                                                  const Box<D>& box, std::int64_t i) {
  double position[D];
  double unwrapped[D];
  for (int d = 0; d < D; ++d) {
    position[d] = state.position[i * packed_stride<D> + d];
    unwrapped[d] = unwrapped_coordinate(state, box, i, d);
  }
  return external.terms(position, unwrapped);
}

/// Adds the external force to `force` (one array a dimension, state.stride apart) of the first `count` particles.
template <int D, class External>
void add_external(const External& external, const StateArrays<D>& state, const Box<D>& box, double* force,
                  std::int64_t count) {
  Kokkos::parallel_for(
      "add external", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        const ExternalTerms<D> terms = external_terms(external, state, box, i);
        for (int d = 0; d < D; ++d) force[d * state.stride + i] += terms.force[d];
      });
}

/// Adds the divergence of the external force to `divergence`.
template <int D, class External>
void add_external_divergence(const External& external, const StateArrays<D>& state, const Box<D>& box,
                             double* divergence, std::int64_t count) {
  Kokkos::parallel_for(
      "add external divergence", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t i) { divergence[i] += external_terms(external, state, box, i).divergence; });
}

}  // namespace starling
