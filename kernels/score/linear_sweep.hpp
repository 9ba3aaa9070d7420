// The score in closed form: the vectors with coefficients by class of contacts, and the sums from which these follow.
#pragma once

#include "kernels/score/equivariant_sweep.hpp"

namespace starling::score {

/// Of each class the upper triangle of sum phi phi^T over its particles, for phi_k the part of V_k that a score has, and
/// then sum div phi_k.
inline constexpr int linear_sums = vectors * (vectors + 1) / 2 + vectors;

/// Scores of all places of the list.
template <int D, int T>
void evaluate_linear(const ParticleList<D>& list, const Scales& scales, double contact, const ScoreArrays& out) {
  Kokkos::parallel_for(
      "evaluate linear", IndexRange(0, list.count), KOKKOS_LAMBDA(std::int64_t place) {
        const PhysicsArrays<D>& physics = list.of_place(place).physics;
        const OwnVectors<D, T> own = own_vectors<D, T>(physics, list.particle_at(place));
        const Surroundings seen =
            look_around(physics, list.edge + list.first[place], list.first[place + 1] - list.first[place], contact);
        const ScoreAndDivergence<D> at = score_of(own, linear_part(own, scales, seen.contacts));
        for (int d = 0; d < D; ++d) out.score[d * out.stride + place] = at.score[d];
        out.divergence[place] = at.divergence;
      });
}

/// The sums of each block, contact_classes times linear_sums numbers a block.
template <int D, int T>
void sum_linear(const ParticleList<D>& list, double contact, double* sums) {
  constexpr int numbers = contact_classes * linear_sums;
  Kokkos::parallel_for(
      "sum linear", IndexRange(0, list.blocks()), KOKKOS_LAMBDA(std::int64_t block) {
        double* const out = sums + block * numbers;
        for (int k = 0; k < numbers; ++k) out[k] = 0.0;
        const std::int64_t end =
            (block + 1) * block_particles < list.count ? (block + 1) * block_particles : list.count;
        for (std::int64_t place = block * block_particles; place < end; ++place) {
          const PhysicsArrays<D>& physics = list.of_place(place).physics;
          const OwnVectors<D, T> own = own_vectors<D, T>(physics, list.particle_at(place));
          const Surroundings seen =
              look_around(physics, list.edge + list.first[place], list.first[place + 1] - list.first[place], contact);
          ScoreAndDivergence<D> part[vectors];
          for (int k = 0; k < vectors; ++k) {
            ScoreVector<D, T> vector{};
            vector.add(math::Dual<T>::constant(1.0), own.vector[k]);
            part[k] = score_of(own, vector);
          }
          double* sum = out + contact_class(seen.contacts) * linear_sums;
          for (int k = 0; k < vectors; ++k) {
            for (int l = k; l < vectors; ++l) {
              for (int d = 0; d < D; ++d) *sum += part[k].score[d] * part[l].score[d];
              ++sum;
            }
          }
          for (const ScoreAndDivergence<D>& each : part) *sum++ += each.divergence;
        }
      });
}

}  // namespace starling::score
