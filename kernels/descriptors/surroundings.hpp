// The neighbours of one atom in lanes: those of an element together, and what is computed of each.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/descriptors/cutoffs.hpp"
#include "kernels/descriptors/factorised_functions.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// Lanes of a chunk of neighbours; sums over lanes are those of whole chunks, whatever the registers.
inline constexpr int chunk_lanes = function_lanes;

/// Neighbours in blocks by element, in each those within the functions' angular radius first; behind each block there is room
/// for a chunk to reach beyond its end, of lanes without a neighbour: at distance `nowhere`, of inverse 0.
struct Surroundings {
  double* along[3];  ///< displacements
  double* distance;
  double* inverse;       ///< 1 / distance
  double* radial;        ///< of radial part p: radial + p * size
  double* radial_slope;  ///< by the distance
  double* cosine;        ///< of the chunks of pairs, one after the other
  std::int32_t* place;   ///< where the caller keeps the neighbour; -1: nobody
  std::int64_t size;     ///< lanes that there is room for
  std::int64_t used;     ///< lanes of all blocks
  std::int32_t begin[most_elements];
  std::int32_t end[most_elements];
  std::int32_t near_end[most_elements];  ///< of those within the angular radius

  /// Lanes that hold `neighbours` of up to `elements`.
  STARLING_FUNCTION static std::int64_t lanes(std::int64_t neighbours, int elements) {
    return padded_lanes(static_cast<int>(neighbours)) + std::int64_t{2} * chunk_lanes * elements;
  }
  STARLING_FUNCTION static std::int64_t chunks(std::int64_t neighbours, int elements) {
    return neighbours * (neighbours / chunk_lanes + elements + 1);
  }
  STARLING_FUNCTION static std::int64_t numbers(std::int64_t neighbours, int elements, int radial_parts) {
    return lanes(neighbours, elements) * (6 + 2 * radial_parts) + chunks(neighbours, elements) * chunk_lanes;
  }

  Surroundings() = default;
  STARLING_FUNCTION Surroundings(double* memory, std::int64_t neighbours, int elements, int radial_parts)
      : size(lanes(neighbours, elements)), used(0) {
    for (int axis = 0; axis < 3; ++axis) along[axis] = memory + axis * size;
    distance = memory + 3 * size;
    inverse = distance + size;
    place = reinterpret_cast<std::int32_t*>(inverse + size);
    radial = inverse + 2 * size;
    radial_slope = radial + radial_parts * size;
    cosine = radial_slope + radial_parts * size;
  }
};

/// Distances beyond every radius, of lanes without a neighbour.
inline constexpr double nowhere = 1e3;

/// Fills `radial` and `radial_slope` from the distances. `cutoff` holds 2 * size numbers.
template <class Cutoff>
STARLING_NOINLINE STARLING_FUNCTION void fill_radial_parts(const FactorisedFunctions& functions,
                                                           const Surroundings& near, double* cutoff) {
  const std::int64_t size = near.size;
  const std::int64_t used = near.used;
  const double* __restrict const distance = near.distance;
  double* __restrict const value = cutoff;
  double* __restrict const slope = cutoff + size;
  int of_radius = -1;
  for (int p = 0; p < functions.radial_part_count; ++p) {
    const RadialPart part = functions.radial_parts[p];
    const double radius = functions.radii[part.radius];
    if (part.radius != of_radius) {
      of_radius = part.radius;
      STARLING_LANES
      for (std::int64_t n = 0; n < used; ++n) {
        const double x = distance[n] / radius;
        const ValueAndSlope f = Cutoff::at(x < 1.0 ? x : 1.0);
        value[n] = x < 1.0 ? f.value : 0.0;
        slope[n] = x < 1.0 ? f.slope / radius : 0.0;
      }
    }
    double* __restrict const h = near.radial + p * size;
    double* __restrict const h_slope = near.radial_slope + p * size;
    STARLING_LANES
    for (std::int64_t n = 0; n < used; ++n) {
      const double apart = distance[n] - part.shift;
      const double gauss = math::exp(-part.eta * apart * apart);
      h[n] = gauss * value[n];
      h_slope[n] = gauss * math::fma(-2.0 * part.eta * apart, value[n], slope[n]);
    }
  }
}

}  // namespace starling::descriptors
