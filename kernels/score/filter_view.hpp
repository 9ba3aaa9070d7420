// A block of particles as a score of their drives sees it that also has vectors which reach far.
#pragma once

#include "kernels/score/drive_view.hpp"
#include "kernels/score/filter_vectors.hpp"

namespace starling::score {

/// A drive's shape with filters. Their lengths, and cosines with the velocity, are inputs of a particle too. All particles
/// are of one class: what depends on contacts is the network's.
template <int D, int T, bool Placed>
struct FilterView : DriveView<D, T, Placed> {
  using Near = DriveView<D, T, Placed>;
  static constexpr int vectors = Near::vectors + filter_vectors;
  static constexpr ScoreShape shape{vectors,
                                    1,
                                    Near::shape.node_inputs + 2 * filter_vectors,
                                    Near::shape.edge_inputs,
                                    Near::shape.pair_terms,
                                    Near::shape.pair_parts,
                                    true};
  using typename Near::Number;
  using Vectors = FilteredVectors<D, T, Near::vectors>;
  using Near::Near;

  [[nodiscard]] STARLING_FUNCTION Vectors vectors_of(std::int64_t p, const InputLengths& /*lengths*/) const {
    return filtered_vectors<D, T, Near::vectors>(this->physics(p), this->storage(p));
  }

  [[nodiscard]] STARLING_FUNCTION int class_of(std::int64_t /*p*/, const InputLengths& /*lengths*/) const { return 0; }

  template <class OnInput, class OnTerms>
  STARLING_FUNCTION void look(std::int64_t p, const Vectors& own, const Softness& softness, const InputLengths& lengths,
                              const OnInput& on_input, const OnTerms& on_terms) const {
    Near::look(p, own.near, softness, lengths, on_input, on_terms);
    const auto inverse_length = [&](int k) {
      return math::inverse_root(softened(scalar_product(own.vector[k], own.vector[k]), softness.vector[k]));
    };
    const Number along = inverse_length(velocity);
    int n = Near::shape.node_inputs;
    for (int k = Near::vectors; k < vectors; ++k) {
      const Number inverse = inverse_length(k);
      on_input(std::int64_t{-1}, n++, -1.0 * math::log(inverse));
      on_input(std::int64_t{-1}, n++, scalar_product(own.vector[k], own.vector[velocity]) * inverse * along);
    }
  }

  template <class Visit>
  STARLING_FUNCTION void for_each_part(std::int64_t p, const Vectors& own, const InputLengths& lengths,
                                       const Visit& visit) const {
    Near::for_each_part(p, own.near, lengths, visit);
  }
};

}  // namespace starling::score
