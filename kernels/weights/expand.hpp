// From the slots that each parent's offspring fill to the parent of each slot.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"

namespace starling {

/// Parents in the order of their offspring: parent i fills the slots [end[i-1], end[i]), the first from `begin` on.
struct OffspringRuns {
  const std::int32_t* end;
  std::int64_t parents;
  std::int64_t begin;

  [[nodiscard]] STARLING_FUNCTION std::int64_t begin_of(std::int64_t i) const { return i == 0 ? begin : end[i - 1]; }

  /// The first parent whose run ends beyond `slot`; `parents` if none does.
  [[nodiscard]] STARLING_FUNCTION std::int64_t parent_of(std::int64_t slot) const {
    std::int64_t first = 0;
    std::int64_t length = parents;
    while (length > 0) {
      const std::int64_t half = length / 2;
      const bool before = end[first + half] <= slot;
      first = before ? first + half + 1 : first;
      length = before ? length - half - 1 : half;
    }
    return first;
  }
};

/// Writes the parents of a block of slots: looks for the first one's, then walks along the parents.
template <int Lanes>
struct ExpandBlocks {
  OffspringRuns runs;
  std::int64_t first_slot;
  std::int64_t slots;
  std::int32_t* parent;
  std::int32_t first_place;

  STARLING_FUNCTION void operator()(std::int64_t block) const {
    const std::int64_t begin = first_slot + block * Lanes;
    const std::int64_t all = first_slot + slots;
    fill(begin, begin + Lanes < all ? begin + Lanes : all);
  }

  STARLING_NOINLINE STARLING_FUNCTION void fill_rest(std::int64_t begin, std::int64_t end, std::int32_t place) const {
    for (std::int64_t slot = begin; slot < end; ++slot) parent[slot - first_slot] = place;
  }

  STARLING_NOINLINE STARLING_FUNCTION void fill(std::int64_t begin, std::int64_t end) const {
    constexpr int together = Lanes > 1 ? 4 : 1;
    std::int64_t i = runs.parent_of(begin);
    std::int64_t at = begin;
    for (; at + together <= end; ++i) {
      // Most runs are short: a fixed number is stored, and the next parent overwrites what was too much.
      const auto place = static_cast<std::int32_t>(first_place + i);
      const std::int64_t run_end = runs.end[i];
      std::int32_t* const out = parent + (at - first_slot);
      for (int k = 0; k < together; ++k) out[k] = place;
      if (run_end > at + together) fill_rest(at + together, run_end < end ? run_end : end, place);
      at = run_end;
    }
    for (; at < end; ++i) {
      for (; at < end && at < runs.end[i]; ++at) parent[at - first_slot] = static_cast<std::int32_t>(first_place + i);
    }
  }
};

/// parent[s] = first_place + (number of the run that slot first_slot + s lies in), 0 <= s < slots. The runs cover
/// these slots.
inline void expand(const OffspringRuns& runs, std::int64_t first_slot, std::int64_t slots, std::int64_t first_place,
                   std::int32_t* parent) {
  constexpr int lanes = kernels_run_on_host ? 4096 : 1;
  Kokkos::parallel_for("expand offspring", IndexRange(0, (slots + lanes - 1) / lanes),
                       ExpandBlocks<lanes>{runs, first_slot, slots, parent, static_cast<std::int32_t>(first_place)});
}

}  // namespace starling
