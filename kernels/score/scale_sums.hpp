// Sums over the particles of each block, from which the scales of a score follow.
#pragma once

#include "kernels/score/particle_list.hpp"
#include "kernels/score/score_vector.hpp"

namespace starling::score {

/// Of each block add(view, p, sum) of its particles, in their order: `numbers` sums a block, in device memory.
template <class View, class Add>
void sum_over_particles(const char* label, const ParticleList<View::dimension>& list, int numbers, double* sums,
                        const Add& add) {
  Kokkos::parallel_for(
      label, IndexRange(0, list.blocks()), KOKKOS_LAMBDA(std::int64_t number) {
        double* const sum = sums + number * numbers;
        for (int k = 0; k < numbers; ++k) sum[k] = 0.0;
        const View view(list, number);
        for (std::int64_t p = 0; p < view.particles; ++p) add(view, p, sum);
      });
}

/// Adds a particle to the linear sums of its class.
template <class View>
struct AddLinear {
  static constexpr int numbers = View::shape.classes * View::shape.linear_sums();
  InputLengths lengths;

  STARLING_FUNCTION void operator()(const View& view, std::int64_t p, double* sums) const {
    constexpr int D = View::dimension;
    constexpr int vectors = View::shape.vectors;
    const auto own = view.vectors_of(p, lengths);
    ScoreAndDivergence<D> part[vectors];
    for (int k = 0; k < vectors; ++k) {
      ScoreVector<D, View::tangents> vector{};
      vector.add(View::Number::constant(1.0), own.vector[k]);
      part[k] = score_of(own, vector);
    }
    double* sum = sums + view.class_of(p, lengths) * View::shape.linear_sums();
    for (int k = 0; k < vectors; ++k) {
      for (int l = k; l < vectors; ++l) {
        for (int d = 0; d < D; ++d) *sum += part[k].score[d] * part[l].score[d];
        ++sum;
      }
    }
    for (const ScoreAndDivergence<D>& each : part) *sum++ += each.divergence;
  }
};

/// Adds a particle and its pairs to the sums of lengths.
template <class View>
struct AddLengths {
  static constexpr int numbers = View::shape.length_sums();
  InputLengths lengths;

  STARLING_FUNCTION void operator()(const View& view, std::int64_t p, double* sum) const {
    const auto own = view.vectors_of(p, lengths);
    for (const auto& vector : own.vector) *sum++ += half_logarithm(scalar_product(vector, vector).value);
    view.for_each_part(p, own, lengths, [&](int part, double square) {
      sum[part] += half_logarithm(square);
      sum[View::shape.pair_parts + part] += square;
    });
    sum += 2 * View::shape.pair_parts;
    for (std::int64_t e = view.first_of(p); e < view.first_of(p + 1); ++e) {
      const double slope = view.edge(e).slope;
      sum[0] += 1.0;
      sum[1] += slope < 0.0 ? -slope : slope;
    }
  }
};

/// Adds a particle's inputs and those of its pairs.
template <class View>
struct AddInputs {
  static constexpr int numbers = View::shape.input_sums();
  InputLengths lengths;
  Softness softness;

  STARLING_FUNCTION void operator()(const View& view, std::int64_t p, double* sums) const {
    const auto add = [&](std::int64_t e, int n, const auto& input) {
      double* at = sums + 2 * (e < 0 ? n : View::shape.node_inputs + n);
      at[0] += input.value;
      at[1] += input.value * input.value;
    };
    view.look(p, view.vectors_of(p, lengths), softness, lengths, add, [](std::int64_t, const auto&) {});
  }
};

}  // namespace starling::score
