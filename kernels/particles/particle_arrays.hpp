// The particles of one rank as kernels see them: plain device pointers.
#pragma once

#include <cstdint>

#include "kernels/space/box.hpp"

namespace starling {

/// Particles are stored in blocks of this many lanes. Owned particles fill [0, owned), padding up to the next whole
/// block holds harmless copies, ghosts follow.
inline constexpr int block_lanes = 64;

/// Rounds a particle count up to whole blocks.
STARLING_FUNCTION std::int64_t whole_blocks(std::int64_t count) {
  return (count + block_lanes - 1) / block_lanes * block_lanes;
}

/// What a step changes. `component(c)` of an array starts at c * stride.
template <int D>
struct StateArrays {
  double* position;     ///< packed: packed_stride<D> doubles per particle, canonical, length
  double* activity;     ///< one array per component, `stride` apart: g, theta or u by the dynamics
  std::int32_t* image;  ///< one array per dimension: box crossings, so that position + image * edge is unwrapped
  std::int64_t stride;
};

/// Coordinate d of particle i, followed through the box faces.
template <int D>
STARLING_FUNCTION double unwrapped_coordinate(const StateArrays<D>& state, const Box<D>& box, std::int64_t i, int d) {
  return state.position[i * packed_stride<D> + d] + state.image[d * state.stride + i] * box.edge[d];
}

}  // namespace starling
