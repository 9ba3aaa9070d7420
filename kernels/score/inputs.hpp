// What networks see of a particle and of its pairs: numbers that rotations and reflections leave alone, with their
// derivatives along the particle's own drive.
#pragma once

#include "kernels/math/dual.hpp"
#include "kernels/score/own_vectors.hpp"

namespace starling::score {

/// Inputs of a particle: ln |V_k| of the four vectors, their six cosines, contacts, stiffness (2), force over v0, and two
/// means over contacts.
inline constexpr int node_inputs = vectors + vectors * (vectors - 1) / 2 + 6;
/// Inputs of a pair: distance, three of the neighbour and the force, two along the pair, two across it, and the cosines of
/// the pair with the four vectors.
inline constexpr int edge_inputs = 9 + vectors;

/// Below this squared length a vector counts as this long where its logarithm is taken.
inline constexpr double least_square = 1e-24;

/// Lengths that the inputs are taken in.
struct InputLengths {
  double diameter;
  double contact;  ///< closer particles touch
};

/// Parts of a pair: velocity and response along its axis and across it.
inline constexpr int pair_parts = 4;

/// Lengths below which inputs no longer follow how short a vector is. Without them a score would have a divergence as large
/// as one over that length, whose mean over all data need not exist, and whose mean over some data can be made anything.
struct Softness {
  double vector[vectors];
  double pair[pair_parts];
};

/// What a particle knows of its neighbours without their drives' dependence on its own: no path leads from the particle's
/// drive to its neighbours' velocities or stiffnesses. (Their Hr does contain it, and must not be averaged here.)
struct Surroundings {
  double contacts;
  double velocity_logarithm;  ///< mean over contacts of ln |r_j|^2
  double stiffness;           ///< mean over contacts of arsinh tr S_j
};

/// A squared length with a soft floor.
template <int T>
STARLING_FUNCTION math::Dual<T> softened(math::Dual<T> square, double softness) {
  square.value += softness * softness;
  return square;
}

template <int D>
STARLING_FUNCTION double velocity_logarithm(const PhysicsArrays<D>& physics, std::int64_t j) {
  double there[D];
  physics.load(velocity, j, there);
  double square = 0.0;
  for (int d = 0; d < D; ++d) square += there[d] * there[d];
  return math::log(square < least_square ? least_square : square);
}

template <int D>
STARLING_FUNCTION double stiffness_logarithm(const PhysicsArrays<D>& physics, std::int64_t j) {
  return math::arsinh(physics.matrix(physics.stiffness, j).trace());
}

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
    seen.velocity_logarithm += velocity_logarithm(physics, edges[e].neighbour);
    seen.stiffness += stiffness_logarithm(physics, edges[e].neighbour);
  }
  if (seen.contacts > 0.0) {
    seen.velocity_logarithm /= seen.contacts;
    seen.stiffness /= seen.contacts;
  }
  return seen;
}

/// The vectors' inverse lengths, on which cosines stand.
template <int D, int T>
struct InverseLengths {
  math::Dual<T> of[vectors];
};

template <int D, int T>
STARLING_FUNCTION InverseLengths<D, T> inverse_lengths(const OwnVectors<D, T>& own, const Softness& softness) {
  InverseLengths<D, T> inverse;
  for (int k = 0; k < vectors; ++k) {
    inverse.of[k] = math::inverse_root(softened(scalar_product(own.vector[k], own.vector[k]), softness.vector[k]));
  }
  return inverse;
}

/// input[0 .. node_inputs) of a particle.
template <int D, int T>
STARLING_FUNCTION void make_node_inputs(const OwnVectors<D, T>& own, const InverseLengths<D, T>& inverse,
                                        const Surroundings& seen, const Softness& softness, math::Dual<T>* input) {
  using Number = math::Dual<T>;
  int n = 0;
  for (int k = 0; k < vectors; ++k) {
    input[n++] = 0.5 * math::log(softened(scalar_product(own.vector[k], own.vector[k]), softness.vector[k]));
  }
  for (int k = 0; k < vectors; ++k) {
    for (int l = k + 1; l < vectors; ++l) {
      input[n++] = scalar_product(own.vector[k], own.vector[l]) * inverse.of[k] * inverse.of[l];
    }
  }
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
}

/// A pair's vectors along and across its axis.
template <int D, int T>
struct SplitPair {
  math::Dual<T> velocity_along;
  math::Dual<T> response_along;
  math::Dual<T> velocity_across[D];
  math::Dual<T> response_across[D];
};

template <int D, int T>
STARLING_FUNCTION SplitPair<D, T> split_pair(const OwnPair<D, T>& pair) {
  SplitPair<D, T> split;
  split.velocity_along = scalar_product(pair.unit, pair.velocity);
  split.response_along = scalar_product(pair.unit, pair.response);
  for (int d = 0; d < D; ++d) {
    split.velocity_across[d] = pair.velocity[d] - pair.unit[d] * split.velocity_along;
    split.response_across[d] = pair.response[d] - pair.unit[d] * split.response_along;
  }
  return split;
}

/// input[0 .. edge_inputs) of a pair.
template <int D, int T>
STARLING_FUNCTION void make_edge_inputs(const PhysicsArrays<D>& physics, const Edge<D>& edge,
                                        const OwnVectors<D, T>& own, const InverseLengths<D, T>& inverse,
                                        const OwnPair<D, T>& pair, const SplitPair<D, T>& split, double diameter,
                                        const Softness& softness, math::Dual<T>* input) {
  using Number = math::Dual<T>;
  int n = 0;
  input[n++] = Number::constant(edge.distance / diameter);
  input[n++] = Number::constant(velocity_logarithm(physics, edge.neighbour));
  input[n++] = Number::constant(stiffness_logarithm(physics, edge.neighbour));
  input[n++] = Number::constant(math::arsinh(edge.slope));
  input[n++] = Number::constant(math::arsinh(edge.over_distance));
  input[n++] = math::arsinh((1.0 / softness.pair[0]) * split.velocity_along);
  input[n++] = math::arsinh((1.0 / softness.pair[1]) * split.response_along);
  input[n++] =
      0.5 * math::log(softened(scalar_product(split.velocity_across, split.velocity_across), softness.pair[2]));
  input[n++] =
      0.5 * math::log(softened(scalar_product(split.response_across, split.response_across), softness.pair[3]));
  for (int k = 0; k < vectors; ++k) input[n++] = scalar_product(pair.unit, own.vector[k]) * inverse.of[k];
}

}  // namespace starling::score
