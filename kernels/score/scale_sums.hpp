// Sums over the particles of each block, from which the scales of a score follow.
#pragma once

#include "kernels/score/block_view.hpp"

namespace starling::score {

/// Of each block add(view, p, sum) of its particles, in their order: `numbers` sums a block, in device memory.
template <int D, int T, class Add>
void sum_over_particles(const char* label, const ParticleList<D>& list, int numbers, double* sums, const Add& add) {
  Kokkos::parallel_for(
      label, IndexRange(0, list.blocks()), KOKKOS_LAMBDA(std::int64_t number) {
        double* const sum = sums + number * numbers;
        for (int k = 0; k < numbers; ++k) sum[k] = 0.0;
        const BlockView<D, T> view(list, number);
        for (std::int64_t p = 0; p < view.particles; ++p) add(view, p, sum);
      });
}

/// Of each class the upper triangle of sum phi phi^T over its particles, for phi_k the part of V_k that a score has, and
/// then sum div phi_k.
inline constexpr int linear_sums = vectors * (vectors + 1) / 2 + vectors;

/// Adds a particle to its class: contact_classes times linear_sums numbers.
template <int D, int T>
struct AddLinear {
  double contact;

  STARLING_FUNCTION void operator()(const BlockView<D, T>& view, std::int64_t p, double* sums) const {
    const OwnVectors<D, T> own = view.vectors_of(p);
    ScoreAndDivergence<D> part[vectors];
    for (int k = 0; k < vectors; ++k) {
      ScoreVector<D, T> vector{};
      vector.add(math::Dual<T>::constant(1.0), own.vector[k]);
      part[k] = score_of(own, vector);
    }
    double* sum = sums + contact_class(view.contacts(p, contact)) * linear_sums;
    for (int k = 0; k < vectors; ++k) {
      for (int l = k; l < vectors; ++l) {
        for (int d = 0; d < D; ++d) *sum += part[k].score[d] * part[l].score[d];
        ++sum;
      }
    }
    for (const ScoreAndDivergence<D>& each : part) *sum++ += each.divergence;
  }
};

/// Sums of the logarithms of lengths: of the vectors, of the pairs' parts, and then the pairs and their |F'|/rate.
inline constexpr int length_sums = vectors + pair_parts + 2;

template <int D, int T>
struct AddLengths {
  STARLING_FUNCTION void operator()(const BlockView<D, T>& view, std::int64_t p, double* sums) const {
    const OwnVectors<D, T> own = view.vectors_of(p);
    for (int k = 0; k < vectors; ++k) sums[k] += half_logarithm(scalar_product(own.vector[k], own.vector[k]).value);
    for (std::int64_t e = view.first_of(p); e < view.first_of(p + 1); ++e) {
      const Edge<D>& edge = view.edge(e);
      const SplitPair<D, T> split = split_pair(own_pair(view.physics(p), own, edge));
      double* sum = sums + vectors;
      sum[0] += half_logarithm(split.velocity_along.value * split.velocity_along.value);
      sum[1] += half_logarithm(split.response_along.value * split.response_along.value);
      sum[2] += half_logarithm(scalar_product(split.velocity_across, split.velocity_across).value);
      sum[3] += half_logarithm(scalar_product(split.response_across, split.response_across).value);
      sum[4] += 1.0;
      sum[5] += edge.slope < 0.0 ? -edge.slope : edge.slope;
    }
  }

 private:
  STARLING_FUNCTION static double half_logarithm(double square) {
    return 0.5 * math::log(square < least_square ? least_square : square);
  }
};

/// Sums of the inputs and of their squares: those of particles, then those of pairs.
inline constexpr int input_sums = 2 * (node_inputs + edge_inputs);

template <int D, int T>
struct AddInputs {
  InputLengths lengths;
  Softness softness;

  STARLING_FUNCTION void operator()(const BlockView<D, T>& view, std::int64_t p, double* sums) const {
    view.for_each_input(p, lengths, softness, [&](std::int64_t e, int n, const math::Dual<T>& input) {
      double* at = sums + 2 * (e < 0 ? n : node_inputs + n);
      at[0] += input.value;
      at[1] += input.value * input.value;
    });
  }
};

}  // namespace starling::score
