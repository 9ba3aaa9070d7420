// A block of a list of particles: what its particles and their pairs are.
#pragma once

#include "kernels/score/particle_list.hpp"

namespace starling::score {

/// Block `number` of a list, which outlives it. Particles are counted within the block, pairs too.
template <int D>
struct BlockView {
  const ParticleList<D>& list;
  std::int64_t begin;      ///< first place of the block
  std::int64_t particles;  ///< places in it
  std::int64_t first_edge;
  std::int64_t edges;

  STARLING_FUNCTION BlockView(const ParticleList<D>& from, std::int64_t number)
      : list(from),
        begin(number * block_particles),
        particles(from.block_end(number) - begin),
        first_edge(from.first[begin]),
        edges(from.first[begin + particles] - first_edge) {}

  [[nodiscard]] STARLING_FUNCTION const PhysicsArrays<D>& physics(std::int64_t p) const {
    return list.of_place(begin + p).physics;
  }
  /// Of the particle in the loss.
  [[nodiscard]] STARLING_FUNCTION double loss_weight(std::int64_t p) const { return list.of_place(begin + p).weight; }
  /// What stands in the loss of the particle's score in place of its divergence; null where the divergence does.
  [[nodiscard]] STARLING_FUNCTION const double* target(std::int64_t p) const {
    const double* const targets = list.of_place(begin + p).target;
    return targets == nullptr ? nullptr : targets + storage(p) * D;
  }
  [[nodiscard]] STARLING_FUNCTION std::int64_t storage(std::int64_t p) const { return list.particle_at(begin + p); }
  [[nodiscard]] STARLING_FUNCTION std::int64_t first_of(std::int64_t p) const {
    return list.first[begin + p] - first_edge;
  }
  [[nodiscard]] STARLING_FUNCTION std::int64_t edges_of(std::int64_t p) const { return first_of(p + 1) - first_of(p); }
  [[nodiscard]] STARLING_FUNCTION const Edge<D>& edge(std::int64_t e) const { return list.edge[first_edge + e]; }
  /// The particle's pairs; there may be none.
  [[nodiscard]] STARLING_FUNCTION const Edge<D>* pairs_of(std::int64_t p) const {
    return list.edge + (first_edge + first_of(p));
  }
};

// A view of one block of variables adds to this
//   dimension, tangents, shape                      constants
//   Vectors vectors_of(p, lengths)                  MovingVectors of shape.vectors
//   int class_of(p, lengths)                        below shape.classes
//   look(p, own, softness, lengths, on_input, on_terms)   on_input(e, n, input) of the particle (e = -1) and of its pairs,
//                                                   on_terms(e, terms) of its pairs
//   for_each_part(p, own, lengths, visit)           visit(part, square) of the numbers of pairs that have a softness
//   weight(e, scales, lengths)                      of a pair in sums over pairs: a number, or a dual one that moves
//   unit_of_vector(scales, k), unit_of_term(scales, m)   of coefficients

}  // namespace starling::score
