// External forces on every particle, on top of the pair forces.
#pragma once

#include <cstdint>

#include "kernels/forces/external/terms.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/particles/particle_arrays.hpp"

namespace starling {

/// One particle's place, canonical and unwrapped.
template <int D>
struct Place {
  double position[D];
  double unwrapped[D];
};

template <int D>
STARLING_FUNCTION Place<D> place_of(const StateArrays<D>& state, const Box<D>& box, std::int64_t i) {
  Place<D> place;
  for (int d = 0; d < D; ++d) {
    place.position[d] = state.position[i * packed_stride<D> + d];
    place.unwrapped[d] = unwrapped_coordinate(state, box, i, d);
  }
  return place;
}

/// The external force at particle i.
template <int D, class External>
STARLING_FUNCTION ExternalTerms<D> external_terms(const External& external, const StateArrays<D>& state,
                                                  const Box<D>& box, std::int64_t i) {
  const Place<D> place = place_of(state, box, i);
  return external.terms(place.position, place.unwrapped);
}

/// The external energy of particle i.
template <int D, class External>
STARLING_FUNCTION double external_energy(const External& external, const StateArrays<D>& state, const Box<D>& box,
                                         std::int64_t i) {
  const Place<D> place = place_of(state, box, i);
  return external.energy(place.position, place.unwrapped);
}

/// Adds the external force to `force` (one array per dimension, state.stride apart) of the first `count` particles.
template <int D, class External>
void add_external(const External& external, const StateArrays<D>& state, const Box<D>& box, double* force,
                  std::int64_t count) {
  Kokkos::parallel_for(
      "add external", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        const ExternalTerms<D> terms = external_terms(external, state, box, i);
        for (int d = 0; d < D; ++d) force[d * state.stride + i] += terms.force[d];
      });
}

/// Adds the divergence of the external force to `divergence`, and its energy to `energy`.
template <int D, class External>
void add_external_observations(const External& external, const StateArrays<D>& state, const Box<D>& box,
                               double* divergence, double* energy, std::int64_t count) {
  Kokkos::parallel_for(
      "observe external", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        divergence[i] += external_terms(external, state, box, i).divergence();
        energy[i] += external_energy(external, state, box, i);
      });
}

}  // namespace starling
