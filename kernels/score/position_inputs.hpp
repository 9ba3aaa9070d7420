// What the network of positions sees of a particle and of its pairs, with the derivatives along the particle's own position.
// Nothing in it may jump where a pair comes into reach or leaves it: a score's divergence would miss the jump. So forces are
// in it, but not their slopes, and sums over pairs have weights that vanish at the end of the network's range.
#pragma once

#include "kernels/score/moving_vectors.hpp"
#include "kernels/score/physics_arrays.hpp"

namespace starling::score {

/// The vectors: drive u, force f = F/f0 and place in the external force. Inputs of a particle besides its vectors': two sums
/// of weights over neighbours, and the mark of its place. Inputs of a pair: distance, the pair's force, its axis with both
/// drives and both forces, the drives with each other, with both forces, the neighbour's force, and the axis with the place.
/// Terms, each with the pair's weight: the axis, the drives' difference, what of it is along the axis, the forces' difference,
/// and the pair's own force, which may reach further than the network. Parts: own force and neighbour's force along the axis.
inline constexpr int position_vectors = 3;
inline constexpr ScoreShape position_shape{position_vectors, 1, vector_inputs(position_vectors) + 3, 11, 5, 2};

/// drive, force and place of particle i as functions of its position: f changes by its stiffness.
template <int D>
STARLING_FUNCTION MovingVectors<D, D, position_vectors> vectors_of_position(const PhysicsArrays<D>& physics,
                                                                            std::int64_t i, double per_length) {
  MovingVectors<D, D, position_vectors> own{};
  double value[position_vectors][D];
  physics.load(drive, i, value[0]);
  physics.load_force(i, value[1]);
  for (int d = 0; d < D; ++d) value[2][d] = physics.place_number(i, d);
  const SymmetricMatrix<D> stiffness = physics.matrix(physics.stiffness, i);
  for (int d = 0; d < D; ++d) {
    own.direction[d][d] = 1.0;
    for (int k = 0; k < position_vectors; ++k) own.vector[k][d].value = value[k][d];
    for (int a = 0; a < D; ++a) own.vector[1][d].tangent[a] = per_length * stiffness(d, a);
    own.vector[2][d].tangent[d] = physics.place_number(i, D + d);
  }
  return own;
}

/// The mark of the particle's place.
template <int D>
STARLING_FUNCTION math::Dual<D> mark_of_place(const PhysicsArrays<D>& physics, std::int64_t i) {
  math::Dual<D> mark{};
  mark.value = physics.place_number(i, 2 * D);
  for (int a = 0; a < D; ++a) mark.tangent[a] = physics.place_number(i, 2 * D + 1 + a);
  return mark;
}

/// The weight of a pair, (1 - (r/R)^2)^2 with R the range of the network.
template <int D>
STARLING_FUNCTION math::Dual<D> weight_of_pair(const Edge<D>& edge, double range) {
  math::Dual<D> weight{};
  const double inside = 1.0 - edge.distance * edge.distance / (range * range);
  weight.value = inside * inside;
  for (int a = 0; a < D; ++a) weight.tangent[a] = -4.0 * inside * edge.displacement[a] / (range * range);
  return weight;
}

/// A pair as a function of the particle's own position.
template <int D>
struct PositionPair {
  math::Dual<D> distance;
  math::Dual<D> unit[D];  ///< from the neighbour to the particle
  math::Dual<D> force;    ///< of the pair on the particle along it, over f0
  math::Dual<D> weight;
  double drive_there[D];         ///< the neighbour's
  math::Dual<D> force_there[D];  ///< the neighbour's f_j, which changes by -B_ij
};

template <int D>
STARLING_FUNCTION PositionPair<D> position_pair(const PhysicsArrays<D>& physics, const Edge<D>& edge,
                                                const InputLengths& lengths) {
  PositionPair<D> pair{};
  double unit[D];
  double there[D];
  for (int d = 0; d < D; ++d) unit[d] = edge.displacement[d] / edge.distance;
  physics.load(drive, edge.neighbour, pair.drive_there);
  physics.load_force(edge.neighbour, there);
  const SymmetricMatrix<D> gradient = pair_gradient(edge);
  pair.distance.value = edge.distance;
  pair.force.value = lengths.per_length * edge.over_distance * edge.distance;
  pair.weight = weight_of_pair(edge, lengths.range);
  for (int a = 0; a < D; ++a) {
    pair.distance.tangent[a] = unit[a];
    pair.force.tangent[a] = lengths.per_length * edge.slope * unit[a];
  }
  for (int d = 0; d < D; ++d) {
    pair.unit[d].value = unit[d];
    pair.force_there[d].value = there[d];
    for (int a = 0; a < D; ++a) {
      pair.unit[d].tangent[a] = ((d == a ? 1.0 : 0.0) - unit[d] * unit[a]) / edge.distance;
      pair.force_there[d].tangent[a] = -lengths.per_length * gradient(d, a);
    }
  }
  return pair;
}

/// The inputs of a pair.
template <int D>
STARLING_FUNCTION void make_position_pair_inputs(const MovingVectors<D, D, position_vectors>& own,
                                                 const PositionPair<D>& pair, const math::Dual<D>& inverse_place,
                                                 double diameter, const Softness& softness, math::Dual<D>* input) {
  const auto& u = own.vector[0];
  const auto& f = own.vector[1];
  const double here = 1.0 / softness.pair[0];
  const double there = 1.0 / softness.pair[1];
  int n = 0;
  input[n++] = (1.0 / diameter) * pair.distance;
  input[n++] = math::arsinh(pair.force);
  input[n++] = scalar_product(pair.unit, u);
  input[n++] = scalar_product(pair.drive_there, pair.unit);
  input[n++] = scalar_product(pair.drive_there, u);
  input[n++] = math::arsinh(here * scalar_product(pair.unit, f));
  input[n++] = math::arsinh(there * scalar_product(pair.unit, pair.force_there));
  input[n++] = math::arsinh(here * scalar_product(pair.drive_there, f));
  input[n++] = math::arsinh(there * scalar_product(u, pair.force_there));
  input[n++] = 0.5 * math::log(softened(scalar_product(pair.force_there, pair.force_there), softness.pair[1]));
  input[n++] = scalar_product(pair.unit, own.vector[2]) * inverse_place;
}

/// The pair's own vectors in the score.
template <int D>
STARLING_FUNCTION void make_position_pair_terms(const MovingVectors<D, D, position_vectors>& own,
                                                const PositionPair<D>& pair,
                                                math::Dual<D> (&term)[position_shape.pair_terms][D]) {
  math::Dual<D> apart[D];
  for (int d = 0; d < D; ++d) apart[d] = own.vector[0][d] - math::Dual<D>::constant(pair.drive_there[d]);
  const math::Dual<D> along = scalar_product(pair.unit, apart);
  for (int d = 0; d < D; ++d) {
    term[0][d] = pair.weight * pair.unit[d];
    term[1][d] = pair.weight * apart[d];
    term[2][d] = pair.weight * along * pair.unit[d];
    term[3][d] = pair.weight * (own.vector[1][d] - pair.force_there[d]);
    term[4][d] = pair.weight * pair.force * pair.unit[d];
  }
}

}  // namespace starling::score
