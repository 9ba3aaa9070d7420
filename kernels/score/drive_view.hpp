// A block of particles as the score of their drives sees it.
#pragma once

#include "kernels/score/block_view.hpp"
#include "kernels/score/drive_inputs.hpp"
#include "kernels/score/score_vector.hpp"

namespace starling::score {

/// T tangents of drives in D dimensions; `Placed` where there is an external force.
template <int D, int T, bool Placed>
struct DriveView : BlockView<D> {
  static constexpr int dimension = D;
  static constexpr int tangents = T;
  static constexpr int vectors = physics_vectors + (Placed ? 1 : 0);
  static constexpr ScoreShape shape = drive_shape<vectors>;
  using Number = math::Dual<T>;
  using Vectors = DriveVectors<D, T, vectors>;
  using BlockView<D>::BlockView;
  using BlockView<D>::edge;
  using BlockView<D>::first_of;
  using BlockView<D>::physics;

  [[nodiscard]] STARLING_FUNCTION Vectors vectors_of(std::int64_t p, const InputLengths& /*lengths*/) const {
    return drive_vectors<D, T, vectors>(physics(p), this->storage(p));
  }

  [[nodiscard]] STARLING_FUNCTION int class_of(std::int64_t p, const InputLengths& lengths) const {
    return contact_class(count_contacts(this->pairs_of(p), this->edges_of(p), lengths.contact));
  }

  template <class OnInput, class OnTerms>
  STARLING_FUNCTION void look(std::int64_t p, const Vectors& own, const Softness& softness, const InputLengths& lengths,
                              const OnInput& on_input, const OnTerms& on_terms) const {
    Number inverse[vectors];
    make_inverse_lengths(own, softness, inverse);
    const Surroundings seen = look_around(physics(p), this->pairs_of(p), this->edges_of(p), lengths.contact);
    Number input[shape.node_inputs > shape.edge_inputs ? shape.node_inputs : shape.edge_inputs];
    Number term[shape.pair_terms][D];
    make_vector_inputs(own, inverse, softness, input);
    make_drive_inputs(own, seen, physics(p).place_number(this->storage(p), 2 * D), input + vector_inputs(vectors));
    for (int n = 0; n < shape.node_inputs; ++n) on_input(std::int64_t{-1}, n, input[n]);
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const SplitPair<D, T> split = split_pair(drive_pair(physics(p), own, edge(e)));
      make_drive_pair_inputs(physics(p), edge(e), own, inverse, split, lengths.diameter, softness, input);
      for (int n = 0; n < shape.edge_inputs; ++n) on_input(e, n, input[n]);
      make_drive_pair_terms(edge(e), split, term);
      on_terms(e, term);
    }
  }

  template <class Visit>
  STARLING_FUNCTION void for_each_part(std::int64_t p, const Vectors& own, const InputLengths& /*lengths*/,
                                       const Visit& visit) const {
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const SplitPair<D, T> split = split_pair(drive_pair(physics(p), own, edge(e)));
      visit(0, split.velocity_along.value * split.velocity_along.value);
      visit(1, split.response_along.value * split.response_along.value);
      visit(2, scalar_product(split.velocity_across, split.velocity_across).value);
      visit(3, scalar_product(split.response_across, split.response_across).value);
    }
  }

  [[nodiscard]] STARLING_FUNCTION double weight(std::int64_t e, const Scales& scales,
                                                const InputLengths& /*lengths*/) const {
    const double slope = edge(e).slope < 0.0 ? -edge(e).slope : edge(e).slope;
    return slope / (slope + scales.slope);
  }

  [[nodiscard]] STARLING_FUNCTION static double unit_of_vector(const Scales& scales, int vector) {
    return scales.unit[vector];
  }
  [[nodiscard]] STARLING_FUNCTION static double unit_of_term(const Scales& scales, int term) {
    return scales.unit[term % 2 == 0 ? response : second_response];
  }
};

}  // namespace starling::score
