// A particle's vectors with their derivatives along its own drive.
#pragma once

#include "kernels/math/dual.hpp"
#include "kernels/score/physics_arrays.hpp"

namespace starling::score {

/// Tangents of a drive in D dimensions: D of a Gaussian vector g, D - 1 of a unit vector.
template <int D, int T>
inline constexpr bool is_unit_vector = T < D;

/// The vectors of one particle as functions of its own drive, along T directions.
template <int D, int T>
struct OwnVectors {
  using Real = math::Dual<T>;
  double direction[T][D];  ///< d drive / d y_a: the axes, or an orthonormal basis of the sphere's tangent plane
  Real vector[vectors][D];
  SymmetricMatrix<D> stiffness;
};

/// An orthonormal basis of what is perpendicular to a unit vector; in the plane, the vector turned by +90 degrees.
template <int D, int T>
STARLING_FUNCTION void tangent_basis(const double* unit, double (&direction)[T][D]) {
  static_assert(D - 1 == T && (D == 2 || D == 3));
  if constexpr (D == 2) {
    direction[0][0] = -unit[1];
    direction[0][1] = unit[0];
  } else {
    // Away from the axis that the vector is least along, so that nothing cancels.
    int least = 0;
    for (int d = 1; d < 3; ++d) {
      if (unit[d] * unit[d] < unit[least] * unit[least]) least = d;
    }
    double length = 0.0;
    for (int d = 0; d < 3; ++d) {
      direction[0][d] = (d == least ? 1.0 : 0.0) - unit[least] * unit[d];
      length += direction[0][d] * direction[0][d];
    }
    for (int d = 0; d < 3; ++d) direction[0][d] /= std::sqrt(length);
    for (int d = 0; d < 3; ++d) {
      const int e = (d + 1) % 3;
      const int f = (d + 2) % 3;
      direction[1][d] = unit[e] * direction[0][f] - unit[f] * direction[0][e];
    }
  }
}

/// The vectors of particle i. Drive and velocity change with the drive as it does, Hr by S and H(Hr) by S^2 + sum_j
/// B_ij^2: each neighbour's Hr_j has r_i in it, with -B_ij.
template <int D, int T>
STARLING_FUNCTION OwnVectors<D, T> own_vectors(const PhysicsArrays<D>& physics, std::int64_t i) {
  OwnVectors<D, T> own{};
  double value[vectors][D];
  for (int k = 0; k < vectors; ++k) physics.load(k, i, value[k]);
  own.stiffness = physics.matrix(physics.stiffness, i);
  SymmetricMatrix<D> second = square(own.stiffness);
  second += physics.matrix(physics.squared_stiffness, i);
  if constexpr (is_unit_vector<D, T>) {
    tangent_basis<D, T>(value[drive], own.direction);
  } else {
    for (int a = 0; a < T; ++a) own.direction[a][a] = 1.0;
  }
  for (int k = 0; k < vectors; ++k) {
    for (int d = 0; d < D; ++d) own.vector[k][d].value = value[k][d];
  }
  for (int a = 0; a < T; ++a) {
    double changed[D];
    double changed_twice[D];
    own.stiffness.apply(own.direction[a], changed);
    second.apply(own.direction[a], changed_twice);
    for (int d = 0; d < D; ++d) {
      own.vector[drive][d].tangent[a] = own.direction[a][d];
      own.vector[velocity][d].tangent[a] = own.direction[a][d];
      own.vector[response][d].tangent[a] = changed[d];
      own.vector[second_response][d].tangent[a] = changed_twice[d];
    }
  }
  return own;
}

/// What a pair's vectors are as functions of the particle's own drive.
template <int D, int T>
struct OwnPair {
  double unit[D];
  math::Dual<T> velocity[D];  ///< r_i - r_j
  math::Dual<T> response[D];  ///< Hr_i - Hr_j, which changes by S_i + B_ij
};

template <int D, int T>
STARLING_FUNCTION OwnPair<D, T> own_pair(const PhysicsArrays<D>& physics, const OwnVectors<D, T>& own,
                                         const Edge<D>& edge) {
  OwnPair<D, T> pair{};
  double velocity_there[D];
  double response_there[D];
  physics.load(velocity, edge.neighbour, velocity_there);
  physics.load(response, edge.neighbour, response_there);
  SymmetricMatrix<D> change = pair_gradient(edge);
  change += own.stiffness;
  for (int d = 0; d < D; ++d) {
    pair.unit[d] = edge.displacement[d] / edge.distance;
    pair.velocity[d] = own.vector[velocity][d];
    pair.velocity[d].value -= velocity_there[d];
    pair.response[d].value = own.vector[response][d].value - response_there[d];
  }
  for (int a = 0; a < T; ++a) {
    double changed[D];
    change.apply(own.direction[a], changed);
    for (int d = 0; d < D; ++d) pair.response[d].tangent[a] = changed[d];
  }
  return pair;
}

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

}  // namespace starling::score
