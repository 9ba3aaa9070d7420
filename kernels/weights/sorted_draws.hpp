// Counting how many sorted uniform draws lie before each particle's cumulative weight.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/weights/offspring_axis.hpp"
#include "kernels/weights/spacings.hpp"

namespace starling {

/// Cumulative weights, of particles or of edges between ranks, that are looked for among sorted draws. Draws are spread
/// over what whole offspring leave of each weight.
struct DrawThresholds {
  OffspringAxis axis;
  const std::int64_t* weight;  ///< cumulative
  const std::int32_t* whole;   ///< whole offspring up to each, to be added to whole_before; null: none
  std::int64_t whole_before;
  std::int64_t pinned;           ///< offspring before all draws
  std::int64_t left_over;        ///< N less all whole offspring: length of the axis that draws are spread over
  double spacing_per_offspring;  ///< all spacings / left_over
  std::int64_t count;
  std::int32_t* end;  ///< out: slots before each

  [[nodiscard]] STARLING_FUNCTION std::int64_t whole_of(std::int64_t i) const {
    return whole_before + (whole != nullptr ? whole[i] : 0);
  }

  /// Threshold i in units of spacings, in the order of i; infinite at the total weight.
  [[nodiscard]] STARLING_FUNCTION double at(std::int64_t i) const {
    const AxisPoint point = axis.at(weight[i]);
    const double offspring = static_cast<double>(point.whole - whole_of(i)) + point.fraction;
    return offspring < static_cast<double>(left_over) ? offspring * spacing_per_offspring : __builtin_huge_val();
  }

  STARLING_FUNCTION void set(std::int64_t i, std::int64_t draws_before) const {
    end[i] = static_cast<std::int32_t>(pinned + whole_of(i) + draws_before);
  }

  /// The first threshold beyond `spacing`; `count` if there is none.
  [[nodiscard]] STARLING_FUNCTION std::int64_t first_beyond(double spacing) const {
    std::int64_t first = 0;
    std::int64_t length = count;
    while (length > 0) {
      const std::int64_t half = length / 2;
      const bool before = at(first + half) <= spacing;
      first = before ? first + half + 1 : first;
      length = before ? length - half - 1 : half;
    }
    return first;
  }
};

/// The draws [first, first + count), which lie at the sums of spacings up to each.
struct DrawStretch {
  Spacings spacings;
  std::int64_t first;
  std::int64_t count;
  std::int64_t before;            ///< sum of the spacings before `first`
  const std::int64_t* block_end;  ///< from add_spacings
  bool lowest;                    ///< takes in the thresholds before its draws
  bool highest;                   ///< takes in those beyond its draws

  [[nodiscard]] STARLING_FUNCTION std::int64_t sum_before(std::int64_t block) const {
    return before + (block > 0 ? block_end[block - 1] : 0);
  }
};

/// Merges a block of draws with the thresholds that lie among them.
struct CountDraws {
  DrawStretch draws;
  DrawThresholds thresholds;

  STARLING_FUNCTION void operator()(std::int64_t block) const {
    const std::int64_t blocks = spacing_blocks(draws.count);
    const bool open_below = draws.lowest && block == 0;
    const double end =
        draws.highest && block == blocks - 1 ? __builtin_huge_val() : to_double(draws.sum_before(block + 1));
    std::int64_t i = open_below ? 0 : thresholds.first_beyond(to_double(draws.sum_before(block)));
    if (i == thresholds.count || thresholds.at(i) > end) return;

    std::int64_t spacing[spacing_lanes];
    draws.spacings.draw<spacing_lanes>(draws.first + block * spacing_lanes, spacing);
    const std::int64_t left = draws.count - block * spacing_lanes;
    const int lanes = left < spacing_lanes ? static_cast<int>(left) : spacing_lanes;
    std::int64_t position = draws.sum_before(block) + spacing[0];
    int before = 0;
    for (; i < thresholds.count; ++i) {
      const double threshold = thresholds.at(i);
      if (threshold > end) break;
      while (before < lanes && to_double(position) < threshold) {
        ++before;
        position += before < lanes ? spacing[before] : 0;
      }
      thresholds.set(i, draws.first + block * spacing_lanes + before);
    }
  }
};

/// Sets end of all thresholds that lie among these draws.
inline void count_draws(const DrawStretch& draws, const DrawThresholds& thresholds) {
  Kokkos::parallel_for("count draws", IndexRange(0, spacing_blocks(draws.count)), CountDraws{draws, thresholds});
}

/// Sets end of all thresholds where there are no draws.
inline void count_no_draws(const DrawThresholds& thresholds) {
  Kokkos::parallel_for(
      "count no draws", IndexRange(0, thresholds.count), KOKKOS_LAMBDA(std::int64_t i) { thresholds.set(i, 0); });
}

/// Residual resampling: whole[i] = sum over this rank's particles up to i of floor(N q / W); returns the sum over all.
/// `before` is the cumulative weight before the first.
inline std::int64_t count_whole_offspring(const OffspringAxis& axis, const std::int64_t* cumulative, std::int64_t count,
                                          std::int64_t before, std::int32_t* whole) {
  std::int64_t total = 0;
  Kokkos::parallel_scan(
      "whole offspring", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & sum, bool last) {
        sum += axis.at(cumulative[i] - (i > 0 ? cumulative[i - 1] : before)).whole;
        if (last) whole[i] = static_cast<std::int32_t>(sum);
      },
      total);
  return total;
}

}  // namespace starling
