// What the network of drives sees of a particle and of its pairs: numbers that rotations and reflections leave alone, with
// their derivatives along the particle's own drive; and the pairs' terms of the score.
#pragma once

#include "kernels/score/drive_vectors.hpp"

namespace starling::score {

/// Particles of more contacts are of the last class.
inline constexpr int contact_classes = 7;

/// Of a drive with K vectors, K > physics_vectors where particles have a place in an external force. Inputs of a particle
/// besides its vectors': contacts, stiffness (2), force over its unit, two means over contacts, and the mark of its place.
/// Inputs of a pair: distance, three of the neighbour and the force, two along the pair, two across it, and the cosines of
/// the pair with the vectors. Terms of a pair: F' along and F/r across the axis, for velocities (0, 2) and responses (1, 3).
/// Parts of a pair: velocity and response along its axis and across it.
template <int K>
inline constexpr ScoreShape drive_shape{
    K, contact_classes, vector_inputs(K) + 6 + (K > physics_vectors ? 1 : 0), 9 + K, 4, 4};

/// What a particle knows of its neighbours without their drives' dependence on its own: no path leads from the particle's
/// drive to its neighbours' velocities or stiffnesses. (Their Hr does contain it, and must not be averaged here.)
struct Surroundings {
  double contacts;
  double velocity_logarithm;  ///< mean over contacts of ln |r_j|^2
  double stiffness;           ///< mean over contacts of arsinh tr S_j
};

/// How many of the pairs are closer than `contact`.
template <int D>
STARLING_FUNCTION double count_contacts(const Edge<D>* edges, std::int64_t count, double contact) {
  double contacts = 0.0;
  for (std::int64_t e = 0; e < count; ++e) contacts += edges[e].distance < contact ? 1.0 : 0.0;
  return contacts;
}

template <int D>
STARLING_FUNCTION Surroundings look_around(const PhysicsArrays<D>& physics, const Edge<D>* edges, std::int64_t count,
                                           double contact) {
  Surroundings seen{count_contacts(edges, count, contact), 0.0, 0.0};
  for (std::int64_t e = 0; e < count; ++e) {
    if (!(edges[e].distance < contact)) continue;
    seen.velocity_logarithm += physics.number(physics.logarithm, 0, edges[e].neighbour);
    seen.stiffness += physics.number(physics.logarithm, 1, edges[e].neighbour);
  }
  if (seen.contacts > 0.0) {
    seen.velocity_logarithm /= seen.contacts;
    seen.stiffness /= seen.contacts;
  }
  return seen;
}

/// The inputs of a particle beyond those of its vectors.
template <int D, int T, int K>
STARLING_FUNCTION void make_drive_inputs(const DriveVectors<D, T, K>& own, const Surroundings& seen, double mark,
                                         math::Dual<T>* input) {
  using Number = math::Dual<T>;
  int n = 0;
  const double trace = own.stiffness.trace();
  double deviation = own.stiffness.squared_norm() - trace * trace / D;
  if (deviation < 0.0) deviation = 0.0;
  double force = 0.0;
  for (int d = 0; d < D; ++d) {
    const double along = own.vector[velocity][d].value - own.vector[drive][d].value;
    force += along * along;
  }
  input[n++] = Number::constant(seen.contacts);
  input[n++] = Number::constant(math::arsinh(trace));
  input[n++] = Number::constant(math::arsinh(std::sqrt(deviation)));
  input[n++] = Number::constant(math::arsinh(std::sqrt(force)));
  input[n++] = Number::constant(seen.velocity_logarithm);
  input[n++] = Number::constant(seen.stiffness);
  if constexpr (K > physics_vectors) input[n++] = Number::constant(mark);
}

/// A pair's vectors along and across its axis.
template <int D, int T>
struct SplitPair {
  double unit[D];
  math::Dual<T> velocity_along;
  math::Dual<T> response_along;
  math::Dual<T> velocity_across[D];
  math::Dual<T> response_across[D];
};

template <int D, int T>
STARLING_FUNCTION SplitPair<D, T> split_pair(const DrivePair<D, T>& pair) {
  SplitPair<D, T> split;
  split.velocity_along = scalar_product(pair.unit, pair.velocity);
  split.response_along = scalar_product(pair.unit, pair.response);
  for (int d = 0; d < D; ++d) {
    split.unit[d] = pair.unit[d];
    split.velocity_across[d] = pair.velocity[d] - pair.unit[d] * split.velocity_along;
    split.response_across[d] = pair.response[d] - pair.unit[d] * split.response_along;
  }
  return split;
}

/// The inputs of a pair.
template <int D, int T, int K>
STARLING_FUNCTION void make_drive_pair_inputs(const PhysicsArrays<D>& physics, const Edge<D>& edge,
                                              const DriveVectors<D, T, K>& own, const math::Dual<T> (&inverse)[K],
                                              const SplitPair<D, T>& split, double diameter, const Softness& softness,
                                              math::Dual<T>* input) {
  using Number = math::Dual<T>;
  int n = 0;
  input[n++] = Number::constant(edge.distance / diameter);
  input[n++] = Number::constant(physics.number(physics.logarithm, 0, edge.neighbour));
  input[n++] = Number::constant(physics.number(physics.logarithm, 1, edge.neighbour));
  input[n++] = Number::constant(math::arsinh(edge.slope));
  input[n++] = Number::constant(math::arsinh(edge.over_distance));
  input[n++] = math::arsinh((1.0 / softness.pair[0]) * split.velocity_along);
  input[n++] = math::arsinh((1.0 / softness.pair[1]) * split.response_along);
  input[n++] =
      0.5 * math::log(softened(scalar_product(split.velocity_across, split.velocity_across), softness.pair[2]));
  input[n++] =
      0.5 * math::log(softened(scalar_product(split.response_across, split.response_across), softness.pair[3]));
  for (int k = 0; k < K; ++k) input[n++] = scalar_product(split.unit, own.vector[k]) * inverse[k];
}

STARLING_FUNCTION int contact_class(double contacts) {
  return contacts < contact_classes - 1 ? static_cast<int>(contacts) : contact_classes - 1;
}

/// The pair's own vectors in the score.
template <int D, int T>
STARLING_FUNCTION void make_drive_pair_terms(const Edge<D>& edge, const SplitPair<D, T>& split,
                                             math::Dual<T> (&term)[4][D]) {
  for (int d = 0; d < D; ++d) {
    term[0][d] = (edge.slope * split.unit[d]) * split.velocity_along;
    term[1][d] = (edge.slope * split.unit[d]) * split.response_along;
    term[2][d] = edge.over_distance * split.velocity_across[d];
    term[3][d] = edge.over_distance * split.response_across[d];
  }
}

}  // namespace starling::score
