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
  double left_over;              ///< N less all whole offspring: length of the axis that draws are spread over
  double spacing_per_offspring;  ///< all spacings / left_over
  std::int64_t count;
  std::int32_t* end;  ///< out: slots before each

  [[nodiscard]] STARLING_FUNCTION std::int64_t whole_of(std::int64_t i) const {
    return whole_before + (whole != nullptr ? whole[i] : 0);
  }

  /// The threshold, in units of spacings, of a weight whose whole offspring are given; infinite at the total weight.
  [[nodiscard]] STARLING_FUNCTION double threshold_of(std::int64_t cumulative_weight,
                                                      std::int64_t whole_offspring) const {
    const AxisPoint point = axis.at(cumulative_weight);
    const double offspring =
        math::unsigned_to_double(static_cast<std::uint64_t>(point.whole - whole_offspring)) + point.fraction;
    const double threshold = offspring * spacing_per_offspring;
    return offspring < left_over ? threshold : __builtin_huge_val();
  }

  /// Threshold i; thresholds are in the order of i.
  [[nodiscard]] STARLING_FUNCTION double at(std::int64_t i) const { return threshold_of(weight[i], whole_of(i)); }

  /// Thresholds first to first + Lanes, or as many of them as there are: their number.
  template <int Lanes>
  STARLING_NOINLINE STARLING_FUNCTION int find(std::int64_t first, double* __restrict threshold) const {
    if (first + Lanes > count) {
      for (std::int64_t i = first; i < count; ++i) threshold[i - first] = at(i);
      return static_cast<int>(count - first);
    }
    std::int64_t whole_offspring[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) whole_offspring[lane] = whole_of(first + lane);
    const std::int64_t* __restrict from = weight + first;
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) threshold[lane] = threshold_of(from[lane], whole_offspring[lane]);
    return Lanes;
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
    const bool lowest = draws.lowest && block == 0;
    const bool highest = draws.highest && block + 1 == spacing_blocks(draws.count);
    std::int64_t sum = draws.sum_before(block);
    std::int64_t i = lowest ? 0 : thresholds.first_beyond(to_double(sum));
    if (i == thresholds.count || (!highest && thresholds.at(i) > to_double(draws.sum_before(block + 1)))) return;
    const std::int64_t last = (block + 1) * spacing_block;
    for (std::int64_t k = block * spacing_block; k < last && k < draws.count; k += spacing_lanes) i = merge(k, i, sum);
  }

  /// Sets the thresholds from i on that lie among the draws from k on, and returns the first of the others. `sum` of
  /// the spacings before the draws becomes that after them.
  STARLING_NOINLINE STARLING_FUNCTION std::int64_t merge(std::int64_t k, std::int64_t i, std::int64_t& sum) const {
    const int lanes = draws.count - k < spacing_lanes ? static_cast<int>(draws.count - k) : spacing_lanes;
    std::int64_t spacing[spacing_lanes];
    double position[spacing_lanes + 1];
    draws.spacings.draw<spacing_lanes>(draws.first + k, spacing);
    for (int lane = 0; lane < lanes; ++lane) position[lane] = to_double(sum += spacing[lane]);
    position[lanes] = __builtin_huge_val();
    const double end = draws.highest && k + lanes == draws.count ? position[lanes] : to_double(sum);

    constexpr int together = spacing_lanes < 32 ? spacing_lanes : 32;
    double threshold[together];
    int before = 0;
    while (i < thresholds.count) {
      const int found = thresholds.find<together>(i, threshold);
      int ours = 0;
      while (ours < found && threshold[ours] <= end) ++ours;
      // One step a draw or a threshold, without a branch that depends on which comes first.
      for (int t = 0; t < ours;) {
        const bool draw_first = position[before] < threshold[t];
        thresholds.set(i + t, draws.first + k + before);
        before += draw_first ? 1 : 0;
        t += draw_first ? 0 : 1;
      }
      i += ours;
      if (ours < found) break;
    }
    return i;
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
