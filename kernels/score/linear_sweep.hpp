// The score in closed form: the vectors with coefficients by class of particles.
#pragma once

#include "kernels/score/particle_list.hpp"
#include "kernels/score/score_vector.hpp"

namespace starling::score {

/// Scores of all places of the list.
template <class View>
void evaluate_linear(const ParticleList<View::dimension>& list, const Scales& scales, const InputLengths& lengths,
                     const ScoreArrays& out) {
  Kokkos::parallel_for(
      "evaluate linear", IndexRange(0, list.blocks()), KOKKOS_LAMBDA(std::int64_t number) {
        const View view(list, number);
        for (std::int64_t p = 0; p < view.particles; ++p) {
          const auto own = view.vectors_of(p, lengths);
          out.store(view.begin + p, score_of(own, linear_part(own, scales, view.class_of(p, lengths))));
        }
      });
}

}  // namespace starling::score
