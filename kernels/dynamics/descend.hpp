// Moving particles along their forces by a bounded length, without noise.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/particles/particle_arrays.hpp"

namespace starling {

/// Moves each of the first `count` particles by gain times its force (one array per dimension, state.stride apart), but
/// no further than `longest`, in place. Images stay, as the particles of a run that has not begun are in the box.
template <int D>
void descend(const StateArrays<D>& state, const double* force, const Box<D>& box, double gain, double longest,
             std::int64_t count) {
  Kokkos::parallel_for(
      "descend", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double squared = 0.0;
        for (int d = 0; d < D; ++d) squared += force[d * state.stride + i] * force[d * state.stride + i];
        const double length = gain * std::sqrt(squared);
        const double scale = length > longest ? gain * (longest / length) : gain;
        for (int d = 0; d < D; ++d) {
          double& coordinate = state.position[i * packed_stride<D> + d];
          coordinate = wrap(coordinate + scale * force[d * state.stride + i], box.edge[d]).coordinate;
        }
      });
}

}  // namespace starling
