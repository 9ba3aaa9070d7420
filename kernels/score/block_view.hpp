// A block of a list of particles: what its particles and their pairs are, and what networks see of them.
#pragma once

#include "kernels/score/assembly.hpp"
#include "kernels/score/particle_list.hpp"

namespace starling::score {

/// Block `number` of a list, which outlives it. Particles are counted within the block, pairs too.
template <int D, int T>
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
  [[nodiscard]] STARLING_FUNCTION std::int64_t first_of(std::int64_t p) const {
    return list.first[begin + p] - first_edge;
  }
  [[nodiscard]] STARLING_FUNCTION const Edge<D>& edge(std::int64_t e) const { return list.edge[first_edge + e]; }
  [[nodiscard]] STARLING_FUNCTION OwnVectors<D, T> vectors_of(std::int64_t p) const {
    return own_vectors<D, T>(physics(p), list.particle_at(begin + p));
  }
  [[nodiscard]] STARLING_FUNCTION double contacts(std::int64_t p, double contact) const {
    return count_contacts(&edge(first_of(p)), first_of(p + 1) - first_of(p), contact);
  }

  /// visit(e, n, input) for the inputs of the particle (e = -1) and of each of its pairs.
  template <class Visit>
  STARLING_FUNCTION void for_each_input(std::int64_t p, const InputLengths& lengths, const Softness& softness,
                                        const Visit& visit) const {
    const OwnVectors<D, T> own = vectors_of(p);
    const InverseLengths<D, T> inverse = inverse_lengths(own, softness);
    const Surroundings seen =
        look_around(physics(p), &edge(first_of(p)), first_of(p + 1) - first_of(p), lengths.contact);
    math::Dual<T> input[node_inputs > edge_inputs ? node_inputs : edge_inputs];
    make_node_inputs(own, inverse, seen, softness, input);
    for (int n = 0; n < node_inputs; ++n) visit(std::int64_t{-1}, n, input[n]);
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const OwnPair<D, T> pair = own_pair(physics(p), own, edge(e));
      make_edge_inputs(physics(p), edge(e), own, inverse, pair, split_pair(pair), lengths.diameter, softness, input);
      for (int n = 0; n < edge_inputs; ++n) visit(e, n, input[n]);
    }
  }

  /// visit(e, terms) for the particle's pairs.
  template <class Visit>
  STARLING_FUNCTION void for_each_pair(std::int64_t p, const OwnVectors<D, T>& own, const Visit& visit) const {
    math::Dual<T> term[pair_terms][D];
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const OwnPair<D, T> pair = own_pair(physics(p), own, edge(e));
      make_pair_terms(edge(e), pair, split_pair(pair), term);
      visit(e, term);
    }
  }
};

}  // namespace starling::score
