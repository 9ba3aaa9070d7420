// The score in closed form: the vectors with coefficients by class of contacts.
#pragma once

#include "kernels/score/block_view.hpp"
#include "kernels/score/scales.hpp"

namespace starling::score {

/// Scores of all places of the list.
template <int D, int T>
void evaluate_linear(const ParticleList<D>& list, const Scales& scales, double contact, const ScoreArrays& out) {
  Kokkos::parallel_for(
      "evaluate linear", IndexRange(0, list.blocks()), KOKKOS_LAMBDA(std::int64_t number) {
        const BlockView<D, T> view(list, number);
        for (std::int64_t p = 0; p < view.particles; ++p) {
          const OwnVectors<D, T> own = view.vectors_of(p);
          out.store(view.begin + p, score_of(own, linear_part(own, scales, view.contacts(p, contact))));
        }
      });
}

}  // namespace starling::score
