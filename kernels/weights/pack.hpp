// Copying the parents that another rank's slots need, each once.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/weights/expand.hpp"

namespace starling {

/// Parents [first, last) whose runs may meet the slots [begin, end).
struct ParentRange {
  std::int64_t first;
  std::int64_t last;
  std::int64_t begin;
  std::int64_t end;

  /// Offspring of parent i among the slots.
  [[nodiscard]] STARLING_FUNCTION std::int64_t offspring(const OffspringRuns& runs, std::int64_t i) const {
    const std::int64_t from = runs.begin_of(i) > begin ? runs.begin_of(i) : begin;
    const std::int64_t to = runs.end[i] < end ? runs.end[i] : end;
    return to > from ? to - from : 0;
  }
};

/// Sets the parents of each range, whose slots must be among those of the runs.
inline void find_parents(const OffspringRuns& runs, ParentRange* ranges, std::int64_t count) {
  Kokkos::parallel_for(
      "find leaving parents", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t k) {
        ranges[k].first = runs.parent_of(ranges[k].begin);
        ranges[k].last = runs.parent_of(ranges[k].end - 1) + 1;
      });
}

/// Number of parents with offspring among the slots.
inline std::int64_t count_parents(const OffspringRuns& runs, const ParentRange& range) {
  std::int64_t parents = 0;
  Kokkos::parallel_reduce(
      "count leaving parents", IndexRange(range.first, range.last),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & sum) { sum += range.offspring(runs, i) > 0 ? 1 : 0; },
      Kokkos::Sum<std::int64_t>(parents));
  return parents;
}

/// Copies the states of the `parents` parents with offspring among the slots into `message`, column after column, and
/// behind them the numbers of offspring as 32-bit integers.
inline void pack_parents(const OffspringRuns& runs, const ParentRange& range, const double* state, std::int64_t stride,
                         int columns, std::int64_t parents, double* message) {
  auto* const offspring = reinterpret_cast<std::int32_t*>(message + columns * parents);
  Kokkos::parallel_scan(
      "pack leaving parents", IndexRange(range.first, range.last),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & place, bool last) {
        const std::int64_t copies = range.offspring(runs, i);
        if (last && copies > 0) {
          for (int c = 0; c < columns; ++c) message[c * parents + place] = state[c * stride + i];
          offspring[place] = static_cast<std::int32_t>(copies);
        }
        place += copies > 0 ? 1 : 0;
      });
}

}  // namespace starling
