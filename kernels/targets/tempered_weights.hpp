// Weights of raising the temperature's inverse by an increment, and their integer sums.
#pragma once

#include <cstdint>
#include <limits>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/state_space/largest.hpp"

namespace starling {

/// Integer sums of weights and of their squares.
struct TemperedSums {
  std::int64_t total;
  std::int64_t squares;
};

/// Sums floor(w 2^shift) and floor(w^2 2^shift), w = e^(increment (log_likelihood - largest)) <= 1.
inline TemperedSums sum_tempered(const double* log_likelihood, std::int64_t count, double increment, double largest,
                                 int shift) {
  TemperedSums sums{0, 0};
  const auto unit = static_cast<double>(std::int64_t{1} << shift);
  Kokkos::parallel_reduce(
      "sum tempered", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t j, std::int64_t & total, std::int64_t & squares) {
        const double weight = math::exp(increment * (log_likelihood[j] - largest));
        total += static_cast<std::int64_t>(weight * unit);
        squares += static_cast<std::int64_t>(weight * weight * unit);
      },
      Kokkos::Sum<std::int64_t>(sums.total), Kokkos::Sum<std::int64_t>(sums.squares));
  return sums;
}

/// log_weight[j] = increment * log_likelihood[j].
inline void temper(const double* log_likelihood, std::int64_t count, double increment, double* log_weight) {
  Kokkos::parallel_for(
      "temper", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) { log_weight[j] = increment * log_likelihood[j]; });
}

/// Log weights plus what each point's log likelihood is below `best`, for points within `within` of it; weight zero beyond.
inline void within_best(const double* log_likelihood, const double* log_weight, std::int64_t count, double best,
                        double within, double* reduced) {
  Kokkos::parallel_for(
      "within best", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) {
        const double below = best - log_likelihood[j];
        reduced[j] = below <= within ? log_weight[j] + below : -std::numeric_limits<double>::infinity();
      });
}

/// The largest of `count` numbers: -infinity if there are none, NaN if any is NaN.
inline double largest_of(const double* value, std::int64_t count) {
  std::int64_t rank = std::numeric_limits<std::int64_t>::min();
  Kokkos::parallel_reduce(
      "largest of", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t j, std::int64_t & largest) {
        const std::int64_t here = rank_of(value[j]);
        largest = here > largest ? here : largest;
      },
      Kokkos::Max<std::int64_t>(rank));
  return count == 0 ? -std::numeric_limits<double>::infinity() : of_rank(rank);
}

}  // namespace starling
