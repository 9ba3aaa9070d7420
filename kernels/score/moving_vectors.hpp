// A particle's vectors with their derivatives along its own variables, and what rotations leave alone of them.
#pragma once

#include <cmath>

#include "kernels/math/dual.hpp"
#include "kernels/score/scales.hpp"

namespace starling::score {

/// Variables in D dimensions have D tangents, a unit vector D - 1.
template <int D, int T>
inline constexpr bool is_unit_vector = T < D;

/// K vectors of one particle as functions of its own variables y, along T directions.
template <int D, int T, int K>
struct MovingVectors {
  double direction[T]
                  [D];  ///< d y along each: the axes, or an orthonormal basis of the tangent plane of the unit sphere
  math::Dual<T> vector[K][D];
};

/// a . b
template <int D, int T>
STARLING_FUNCTION math::Dual<T> scalar_product(const math::Dual<T> (&a)[D], const math::Dual<T> (&b)[D]) {
  math::Dual<T> sum = a[0] * b[0];
  for (int d = 1; d < D; ++d) sum += a[d] * b[d];
  return sum;
}

template <int D, int T>
STARLING_FUNCTION math::Dual<T> scalar_product(const double (&a)[D], const math::Dual<T> (&b)[D]) {
  math::Dual<T> sum = a[0] * b[0];
  for (int d = 1; d < D; ++d) sum += a[d] * b[d];
  return sum;
}

/// Below this squared length a vector counts as this long where its logarithm is taken.
inline constexpr double least_square = 1e-24;

/// A squared length with a soft floor.
template <int T>
STARLING_FUNCTION math::Dual<T> softened(math::Dual<T> square, double softness) {
  square.value += softness * softness;
  return square;
}

/// The vectors' inverse lengths, on which cosines stand.
template <int D, int T, int K>
STARLING_FUNCTION void make_inverse_lengths(const MovingVectors<D, T, K>& own, const Softness& softness,
                                            math::Dual<T> (&inverse)[K]) {
  for (int k = 0; k < K; ++k) {
    inverse[k] = math::inverse_root(softened(scalar_product(own.vector[k], own.vector[k]), softness.vector[k]));
  }
}

/// The logarithms of the vectors' lengths and their cosines: vector_inputs(K) numbers.
template <int D, int T, int K>
STARLING_FUNCTION void make_vector_inputs(const MovingVectors<D, T, K>& own, const math::Dual<T> (&inverse)[K],
                                          const Softness& softness, math::Dual<T>* input) {
  for (int k = 0; k < K; ++k) {
    *input++ = 0.5 * math::log(softened(scalar_product(own.vector[k], own.vector[k]), softness.vector[k]));
  }
  for (int k = 0; k < K; ++k) {
    for (int l = k + 1; l < K; ++l) *input++ = scalar_product(own.vector[k], own.vector[l]) * inverse[k] * inverse[l];
  }
}

/// ln max(|v|, 1e-12)
STARLING_FUNCTION double half_logarithm(double square) {
  return 0.5 * math::log(square < least_square ? least_square : square);
}

}  // namespace starling::score
