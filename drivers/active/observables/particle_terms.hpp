// The terms of averages over particles: functions of a particle's place in storage.
#pragma once

#include <cstdint>

#include "kernels/forces/external/sweep.hpp"
#include "kernels/forces/external/walls.hpp"
#include "kernels/particles/particle_arrays.hpp"

namespace starling::active {

/// sum_d a(d, i) b(d, i), the scalar product of two vectors stored one array per dimension.
template <int D>
struct ScalarProduct {
  const double* a;
  const double* b;
  std::int64_t stride;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) sum += a[d * stride + i] * b[d * stride + i];
    return sum;
  }
};

/// Unwrapped offset from the middle of the box times the drive, or squared if there is no drive.
template <int D>
struct OffsetProduct {
  StateArrays<D> state;
  Box<D> box;
  const double* drive;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) {
      const double offset = unwrapped_coordinate(state, box, i, d) - 0.5 * box.edge[d];
      sum += offset * (drive != nullptr ? drive[d * state.stride + i] : offset);
    }
    return sum;
  }
};

/// Squared unwrapped displacement from the origins.
template <int D>
struct SquaredDisplacement {
  StateArrays<D> state;
  Box<D> box;
  const double* origin;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) {
      const double moved = unwrapped_coordinate(state, box, i, d) - origin[d * state.stride + i];
      sum += moved * moved;
    }
    return sum;
  }
};

struct Value {
  const double* values;
  STARLING_FUNCTION double operator()(std::int64_t i) const { return values[i]; }
};

/// f_perp . F, f_perp the drive turned by +90 degrees.
struct CrossProduct {
  const double* drive;
  const double* force;
  std::int64_t stride;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    return drive[i] * force[stride + i] - drive[stride + i] * force[i];
  }
};

/// Another function for the particles of one species, 0 for the others.
template <class Function>
struct OfSpecies {
  Function function;
  const double* species;
  double which;

  STARLING_FUNCTION double operator()(std::int64_t i) const { return species[i] == which ? function(i) : 0.0; }
};

/// A particle's force on its wall, and whether it is in the middle half between them.
template <int D>
struct WallLoad {
  Walls<D> walls;
  StateArrays<D> state;
  Box<D> box;
  STARLING_FUNCTION double operator()(std::int64_t i) const { return walls.load(place_of(state, box, i).unwrapped); }
};

template <int D>
struct InTheMiddle {
  Walls<D> walls;
  StateArrays<D> state;
  Box<D> box;
  STARLING_FUNCTION double operator()(std::int64_t i) const {
    return walls.in_the_middle(place_of(state, box, i).unwrapped) ? 1.0 : 0.0;
  }
};

}  // namespace starling::active
