// A block of particles as the score of their positions sees it.
#pragma once

#include "kernels/score/block_view.hpp"
#include "kernels/score/position_inputs.hpp"
#include "kernels/score/score_vector.hpp"

namespace starling::score {

template <int D>
struct PositionView : BlockView<D> {
  static constexpr int dimension = D;
  static constexpr int tangents = D;
  static constexpr int vectors = position_vectors;
  static constexpr ScoreShape shape = position_shape;
  using Number = math::Dual<D>;
  using Vectors = MovingVectors<D, D, vectors>;
  using BlockView<D>::BlockView;
  using BlockView<D>::edge;
  using BlockView<D>::first_of;
  using BlockView<D>::physics;

  [[nodiscard]] STARLING_FUNCTION Vectors vectors_of(std::int64_t p, const InputLengths& lengths) const {
    return vectors_of_position(physics(p), this->storage(p), lengths.per_length);
  }

  [[nodiscard]] STARLING_FUNCTION int class_of(std::int64_t /*p*/, const InputLengths& /*lengths*/) const { return 0; }

  template <class OnInput, class OnTerms>
  STARLING_FUNCTION void look(std::int64_t p, const Vectors& own, const Softness& softness, const InputLengths& lengths,
                              const OnInput& on_input, const OnTerms& on_terms) const {
    Number inverse[vectors];
    make_inverse_lengths(own, softness, inverse);
    Number input[shape.node_inputs > shape.edge_inputs ? shape.node_inputs : shape.edge_inputs];
    Number term[shape.pair_terms][D];
    Number weights{};
    Number squares{};
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const PositionPair<D> pair = position_pair(physics(p), edge(e), lengths);
      weights += pair.weight;
      squares += pair.weight * pair.weight;
      make_position_pair_inputs(own, pair, inverse[2], lengths.diameter, softness, input);
      for (int n = 0; n < shape.edge_inputs; ++n) on_input(e, n, input[n]);
      make_position_pair_terms(own, pair, term);
      on_terms(e, term);
    }
    make_vector_inputs(own, inverse, softness, input);
    int n = vector_inputs(vectors);
    input[n++] = weights;
    input[n++] = squares;
    input[n++] = mark_of_place(physics(p), this->storage(p));
    for (n = 0; n < shape.node_inputs; ++n) on_input(std::int64_t{-1}, n, input[n]);
  }

  template <class Visit>
  STARLING_FUNCTION void for_each_part(std::int64_t p, const Vectors& own, const InputLengths& lengths,
                                       const Visit& visit) const {
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const PositionPair<D> pair = position_pair(physics(p), edge(e), lengths);
      const double here = scalar_product(pair.unit, own.vector[1]).value;
      const double there = scalar_product(pair.unit, pair.force_there).value;
      visit(0, here * here);
      visit(1, there * there);
    }
  }

  [[nodiscard]] STARLING_FUNCTION Number weight(std::int64_t e, const Scales& /*scales*/,
                                                const InputLengths& lengths) const {
    return weight_of_pair(edge(e), lengths.range);
  }

  /// The drive may come to matter where the closed form has no use for it.
  [[nodiscard]] STARLING_FUNCTION static double unit_of_vector(const Scales& scales, int vector) {
    return vector == 0 ? scales.size : scales.unit[vector];
  }
  [[nodiscard]] STARLING_FUNCTION static double unit_of_term(const Scales& scales, int term) {
    return term < 3 ? scales.size : scales.unit[1];
  }
};

}  // namespace starling::score
