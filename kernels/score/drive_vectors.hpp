// A particle's vectors with their derivatives along its own drive.
#pragma once

#include "kernels/score/moving_vectors.hpp"
#include "kernels/score/physics_arrays.hpp"

namespace starling::score {

/// K vectors, and what they change by.
template <int D, int T, int K>
struct DriveVectors : MovingVectors<D, T, K> {
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

/// The vectors of particle i: those of the physics and, if K has room for it, its place in the external force. Drive and
/// velocity change with the drive as it does, Hr by S and H(Hr) by S^2 + sum_j B_ij^2: each neighbour's Hr_j has r_i in it,
/// with -B_ij. The place does not.
template <int D, int T, int K>
STARLING_FUNCTION DriveVectors<D, T, K> drive_vectors(const PhysicsArrays<D>& physics, std::int64_t i) {
  DriveVectors<D, T, K> own{};
  double value[K][D];
  for (int k = 0; k < physics_vectors; ++k) physics.load(k, i, value[k]);
  if constexpr (K > physics_vectors) {
    for (int d = 0; d < D; ++d) value[physics_vectors][d] = physics.place_number(i, d);
  }
  own.stiffness = physics.matrix(physics.stiffness, i);
  SymmetricMatrix<D> second = square(own.stiffness);
  second += physics.matrix(physics.squared_stiffness, i);
  if constexpr (is_unit_vector<D, T>) {
    tangent_basis<D, T>(value[drive], own.direction);
  } else {
    for (int a = 0; a < T; ++a) own.direction[a][a] = 1.0;
  }
  for (int k = 0; k < K; ++k) {
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
struct DrivePair {
  double unit[D];
  math::Dual<T> velocity[D];  ///< r_i - r_j
  math::Dual<T> response[D];  ///< Hr_i - Hr_j, which changes by S_i + B_ij
};

template <int D, int T, int K>
STARLING_FUNCTION DrivePair<D, T> drive_pair(const PhysicsArrays<D>& physics, const DriveVectors<D, T, K>& own,
                                             const Edge<D>& edge) {
  DrivePair<D, T> pair{};
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

}  // namespace starling::score
