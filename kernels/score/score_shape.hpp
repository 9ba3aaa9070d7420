// What a score is made of, by number: each block of variables has vectors, inputs and terms of pairs of its own.
#pragma once

#include "kernels/portability.hpp"

namespace starling::score {

/// Of one block of variables.
struct ScoreShape {
  int vectors;               ///< of a particle, each with a coefficient
  int classes;               ///< of particles, which have coefficients of their own in closed form
  int node_inputs;           ///< what a network sees of a particle
  int edge_inputs;           ///< and of a pair
  int pair_terms;            ///< vectors of a pair, each with a coefficient
  int pair_parts;            ///< numbers of a pair that have a softness
  bool has_filters = false;  ///< whether vectors that reach far are among them

  /// Sums of a class from which its coefficients follow: the upper triangle of sum phi phi^T for phi_k the part of V_k that
  /// a score has, and then sum div phi_k.
  [[nodiscard]] STARLING_FUNCTION constexpr int linear_sums() const { return vectors * (vectors + 1) / 2 + vectors; }
  /// Sums of the logarithms of lengths, of the vectors and of the pairs' parts; of the parts' squares; and then the pairs and
  /// their |F'|/rate.
  [[nodiscard]] STARLING_FUNCTION constexpr int length_sums() const { return vectors + 2 * pair_parts + 2; }
  /// Sums of the inputs and of their squares: those of particles, then those of pairs.
  [[nodiscard]] STARLING_FUNCTION constexpr int input_sums() const { return 2 * (node_inputs + edge_inputs); }
};

/// The logarithms and the cosines of so many vectors.
STARLING_FUNCTION constexpr int vector_inputs(int vectors) { return vectors + vectors * (vectors - 1) / 2; }

/// What arrays for any block have room for.
inline constexpr ScoreShape room{26, 7, 64, 14, 5, 4};

}  // namespace starling::score
