// The neighbour list in the shape that the force kernels read: sliced, slot-major, padded.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling {

/// Particles a slice holds: one lane each.
inline constexpr int slice_lanes = 16;

/// A full neighbour list as sliced ELL. Slice s serves particles [s * slice_lanes, (s + 1) * slice_lanes); its slot k
/// holds one neighbour of each, in ascending global id, at neighbour[(s * capacity + k) * slice_lanes + lane]. Rows
/// shorter than the slice's length are padded with the particle itself.
struct NeighbourList {
  const std::int32_t* neighbour;
  const std::int32_t* length;    ///< slots in use, by slice
  const std::uint8_t* interior;  ///< by slice: no pair in it can span the periodic boundary while the list lives
  std::int64_t capacity;         ///< slots reserved for each slice
};

}  // namespace starling
