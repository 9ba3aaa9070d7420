// Scores that networks give of the factors of a product, in place of those of known laws.
#pragma once

#include "kernels/diffusion/weighted_step.hpp"

namespace starling {

/// Scores s_i of the factors at the particles of a generation: component c of that of factor i for slot j at
/// score[(i * dimension + c) * stride + j].
struct FactorScores {
  const double* score;
  std::int64_t stride;
  int count;
  int dimension;
  double exponent[most_factors];
};

/// Writes sum_i c_i s_i and the rate |sum_i c_i s_i|² - sum_i c_i |s_i|² where a weighted step leaves them: columns
/// weighted_columns() of `column`, `stride` apart.
inline void combine_scores(const FactorScores& of, double* column, std::int64_t stride, std::int64_t count) {
  Kokkos::parallel_for(
      "combine scores", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) {
        double rate = 0.0;
        for (int c = 0; c < of.dimension; ++c) {
          double sum = 0.0;
          for (int i = 0; i < of.count; ++i) {
            const double one = of.score[(i * of.dimension + c) * of.stride + j];
            sum = math::fma(of.exponent[i], one, sum);
            rate = math::fma(-of.exponent[i] * one, one, rate);
          }
          rate = math::fma(sum, sum, rate);
          column[(of.dimension + c) * stride + j] = sum;
        }
        column[2 * of.dimension * stride + j] = rate;
      });
}

}  // namespace starling
