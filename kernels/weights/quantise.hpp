// From log weights to prefix sums of integer weights.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/state_space/largest.hpp"
#include "kernels/weights/integer_weight.hpp"

namespace starling {

/// Particles whose weights are added up together.
inline constexpr int weight_lanes = kernels_run_on_host ? 64 : 1;

/// Turns a block of log weights into inclusive prefix sums, inside the block, of floor(w 2^shift) with
/// w = exp(log weight - reference); adds the squares floor(w^2 2^shift).
template <int Lanes>
struct QuantiseBlocks {
  const double* log_weight;
  std::int64_t* cumulative;
  std::int64_t count;
  double reference;
  int shift;

  STARLING_FUNCTION void operator()(std::int64_t block, std::int64_t& total, std::int64_t& squares) const {
    const std::int64_t first = block * Lanes;
    std::int64_t weight[Lanes];
    if (first + Lanes <= count) {
      squares += quantise(log_weight + first, weight);
    } else {
      double padded[Lanes];
      for (int lane = 0; lane < Lanes; ++lane) {
        padded[lane] = first + lane < count ? log_weight[first + lane] : -__builtin_huge_val();
      }
      squares += quantise(padded, weight);
    }
    const std::int64_t left = count - first;
    const int lanes = left < Lanes ? static_cast<int>(left) : Lanes;
    std::int64_t sum = 0;
    for (int lane = 0; lane < lanes; ++lane) {
      sum += weight[lane];
      cumulative[first + lane] = sum;
    }
    total += sum;
  }

  STARLING_NOINLINE STARLING_FUNCTION std::int64_t quantise(const double* __restrict from,
                                                            std::int64_t* __restrict weight) const {
    constexpr double lowest = -708.0;  // e^lowest counts as zero in integers
    std::int64_t squares = 0;
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const double exponent = from[lane] - reference;
      const double w = math::exp_in_range(exponent > lowest ? exponent : lowest);
      weight[lane] = integer_weight(w, shift);
      squares += integer_weight(w * w, shift);
    }
    return squares;
  }
};

/// Sums of a rank's integer weights and of their squares.
struct LocalWeightSums {
  std::int64_t total = 0;
  std::int64_t squares = 0;
};

/// Blocks of log weights to prefix sums inside the blocks. `reference` is the largest log weight of all ranks, or any
/// finite number if all are -infinity.
inline LocalWeightSums quantise(const double* log_weight, std::int64_t count, double reference, int shift,
                                std::int64_t* cumulative) {
  LocalWeightSums sums;
  Kokkos::parallel_reduce("quantise weights", IndexRange(0, (count + weight_lanes - 1) / weight_lanes),
                          QuantiseBlocks<weight_lanes>{log_weight, cumulative, count, reference, shift},
                          Kokkos::Sum<std::int64_t>(sums.total), Kokkos::Sum<std::int64_t>(sums.squares));
  return sums;
}

/// Turns prefix sums inside blocks into prefix sums over all, starting from `before`.
inline void join_blocks(std::int64_t* cumulative, std::int64_t count, std::int64_t before) {
  const std::int64_t blocks = (count + weight_lanes - 1) / weight_lanes;
  Kokkos::parallel_scan(
      "scan weights", IndexRange(0, blocks), KOKKOS_LAMBDA(std::int64_t block, std::int64_t & sum, bool last) {
        const std::int64_t end = (block + 1) * weight_lanes;
        std::int64_t& block_end = cumulative[(end < count ? end : count) - 1];
        sum += block_end;
        if (last) block_end = before + sum;
      });
  if constexpr (weight_lanes == 1) return;
  Kokkos::parallel_for(
      "join weights", IndexRange(0, blocks), KOKKOS_LAMBDA(std::int64_t block) {
        const std::int64_t first = block * weight_lanes;
        const std::int64_t base = block > 0 ? cumulative[first - 1] : before;
        const std::int64_t last = first + weight_lanes < count ? first + weight_lanes - 1 : count - 1;
        STARLING_LANES
        for (std::int64_t i = first; i < last; ++i) cumulative[i] += base;
      });
}

/// The largest log weight; -infinity if there is none, NaN if one is NaN.
inline double largest_log_weight(const double* log_weight, std::int64_t count) {
  constexpr int lanes = kernels_run_on_host ? 256 : 1;
  std::int64_t largest = 0;
  Kokkos::parallel_reduce(
      "largest log weight", IndexRange(0, (count + lanes - 1) / lanes),
      KOKKOS_LAMBDA(std::int64_t block, std::int64_t & most) {
        const std::int64_t first = block * lanes;
        const std::int64_t last = first + lanes < count ? first + lanes : count;
        std::int64_t found = most;
        STARLING_LANES
        for (std::int64_t i = first; i < last; ++i) {
          const std::int64_t rank = rank_of(log_weight[i]);
          found = rank > found ? rank : found;
        }
        most = found;
      },
      Kokkos::Max<std::int64_t>(largest));
  return of_rank(largest);
}

/// The first log weight that is NaN or +infinity; `count` if there is none.
inline std::int64_t first_bad_log_weight(const double* log_weight, std::int64_t count) {
  std::int64_t first = count;
  Kokkos::parallel_reduce(
      "first bad log weight", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & found) {
        if (!(log_weight[i] < __builtin_huge_val()) && i < found) found = i;
      },
      Kokkos::Min<std::int64_t>(first));
  return first < count ? first : count;
}

}  // namespace starling
