// Vectors that reach far, polynomials of the response H on the velocity, and what they change by.
#pragma once

#include "kernels/score/drive_vectors.hpp"
#include "kernels/score/filter_recurrence.hpp"

namespace starling::score {

/// No vector is longer; those of the data have a mean square of 1. A particle that is squeezed harder than any that was learned
/// from would have vectors of any length.
inline constexpr double longest_filter = 8.0;

/// Numbers of a particle: D of each vector, and then the D x D block of d(p(H) r)_i/dy_i of each, row by row.
template <int D>
inline constexpr int filter_numbers = filter_vectors* D*(1 + D);

/// Those of one particle.
template <int D>
struct FilterNumbers {
  const float* first;

  [[nodiscard]] STARLING_FUNCTION double value(int filter, int d) const { return first[filter * D + d]; }
  [[nodiscard]] STARLING_FUNCTION double block(int filter, int row, int column) const {
    return first[filter_vectors * D + (filter * D + row) * D + column];
  }
};

/// V/(1 + |V|^2/longest^2)^(1/2).
template <int D, int T>
STARLING_FUNCTION void shorten(math::Dual<T> (&vector)[D]) {
  math::Dual<T> square = (1.0 / (longest_filter * longest_filter)) * scalar_product(vector, vector);
  square.value += 1.0;
  const math::Dual<T> shorter = math::inverse_root(square);
  for (int d = 0; d < D; ++d) vector[d] = shorter * vector[d];
}

/// The K vectors of a particle's surroundings, and the filters behind them.
template <int D, int T, int K>
struct FilteredVectors : MovingVectors<D, T, K + filter_vectors> {
  DriveVectors<D, T, K> near;
};

template <int D, int T, int K>
STARLING_FUNCTION FilteredVectors<D, T, K> filtered_vectors(const PhysicsArrays<D>& physics, std::int64_t i) {
  FilteredVectors<D, T, K> own;
  own.near = drive_vectors<D, T, K>(physics, i);
  for (int a = 0; a < T; ++a) {
    for (int d = 0; d < D; ++d) own.direction[a][d] = own.near.direction[a][d];
  }
  for (int k = 0; k < K; ++k) {
    for (int d = 0; d < D; ++d) own.vector[k][d] = own.near.vector[k][d];
  }
  const FilterNumbers<D> far{physics.filter + i * filter_numbers<D>};
  for (int f = 0; f < filter_vectors; ++f) {
    for (int d = 0; d < D; ++d) {
      math::Dual<T>& component = own.vector[K + f][d];
      component.value = far.value(f, d);
      for (int a = 0; a < T; ++a) {
        component.tangent[a] = 0.0;
        for (int e = 0; e < D; ++e) component.tangent[a] += far.block(f, d, e) * own.direction[a][e];
      }
    }
    shorten(own.vector[K + f]);
  }
  return own;
}

}  // namespace starling::score
