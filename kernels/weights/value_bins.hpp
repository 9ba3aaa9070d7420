// Values in bins of equal width: the weight of each bin, and lists of what lies in some of them.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/state_space/largest.hpp"
#include "kernels/weights/slot_weights.hpp"

namespace starling {

/// The order of the doubles as unsigned integers, -0 before 0 and any NaN last.
STARLING_FUNCTION std::uint64_t order_key(double x) {
  return static_cast<std::uint64_t>(rank_of(x)) ^ (std::uint64_t{1} << 63);
}

/// The double of a key.
inline double of_order_key(std::uint64_t key) {
  return of_rank(static_cast<std::int64_t>(key ^ (std::uint64_t{1} << 63)));
}

/// Bins 0, ..., last of width 1 / scale from `start` on; what lies outside is in the first or the last. The bin never
/// falls where the value grows, whatever the rounding, for scale >= 0 and values that are not NaN.
struct ValueBins {
  double start;
  double scale;
  std::int32_t last;

  STARLING_FUNCTION std::int32_t operator()(double x) const {
    const double place = (x - start) * scale;
    const auto most = static_cast<double>(last);
    const double below = place < most ? place : most;
    return static_cast<std::int32_t>(below > 0.0 ? below : 0.0);
  }
};

/// Values under weights, and places for their bins.
struct BinnedColumn {
  SlotWeights weight;
  const double* value;
  std::int64_t count;
  std::uint16_t* bin;
};

/// Slots that are binned together.
inline constexpr int bin_lanes = 128;

/// Finds the bin of every value and adds its weight to it, on the host: chunk number c of the slots to the weights from
/// weight_of[c * (last + 1)] on, so that threads do not meet.
struct WeighBins {
  BinnedColumn column;
  ValueBins bins;
  std::int64_t blocks;
  std::int64_t chunks;
  std::int64_t* weight_of;

  STARLING_FUNCTION void operator()(std::int64_t chunk) const {
    std::int64_t* const into = weight_of + chunk * (bins.last + 1);
    const std::int64_t end = blocks * (chunk + 1) / chunks;
    for (std::int64_t block = blocks * chunk / chunks; block < end; ++block) {
      const std::int64_t first = block * bin_lanes;
      if (first > 0 && first + bin_lanes <= column.count) {
        add_block(first, into);
      } else {
        for (std::int64_t j = first; j < column.count && j < first + bin_lanes; ++j) {
          column.bin[j] = static_cast<std::uint16_t>(bins(column.value[j]));
          into[column.bin[j]] += column.weight(j);
        }
      }
    }
  }

  STARLING_NOINLINE STARLING_FUNCTION void add_block(std::int64_t first, std::int64_t* into) const {
    std::uint16_t bin[bin_lanes];
    std::int64_t weight[bin_lanes];
    const WeighBins self = *this;
    STARLING_LANES
    for (int lane = 0; lane < bin_lanes; ++lane) {
      bin[lane] = static_cast<std::uint16_t>(self.bins(self.column.value[first + lane]));
      weight[lane] = self.column.weight.after_first(first + lane);
    }
    for (int lane = 0; lane < bin_lanes; ++lane) self.column.bin[first + lane] = bin[lane];
    for (int lane = 0; lane < bin_lanes; ++lane) into[bin[lane]] += weight[lane];
  }
};

/// Copies of the weights that weigh_bins() fills: one per thread on the host, else one.
inline std::int64_t copies_of_bins() { return kernels_run_on_host ? ExecutionSpace().concurrency() : 1; }

/// The weight of each bin, in as many copies as copies_of_bins(), whose sum it is. `weight_of` begins with zeros.
inline void weigh_bins(const BinnedColumn& column, const ValueBins& bins, std::int64_t* weight_of) {
  if constexpr (kernels_run_on_host) {
    const std::int64_t chunks = copies_of_bins();
    const std::int64_t blocks = (column.count + bin_lanes - 1) / bin_lanes;
    Kokkos::parallel_for("weigh bins", IndexRange(0, chunks), WeighBins{column, bins, blocks, chunks, weight_of});
  } else {
    Kokkos::parallel_for(
        "weigh bins", IndexRange(0, column.count), KOKKOS_LAMBDA(std::int64_t j) {
          const std::int32_t bin = bins(column.value[j]);
          column.bin[j] = static_cast<std::uint16_t>(bin);
          const std::int64_t w = column.weight(j);
          if (w != 0) Kokkos::atomic_add(weight_of + bin, w);
        });
  }
}

/// A value with weight in a bin that was asked for.
struct BinMember {
  std::int64_t place;  ///< of the bin among those asked for
  std::uint64_t key;   ///< order_key() of the value
  std::int64_t weight;
};

/// Bins that are asked for, of one column: bin wanted[k] has place first_place + k.
struct WantedBins {
  const std::uint16_t* wanted;
  std::int32_t count;
  std::int64_t first_place;
};

/// A list in any order. `end` counts all that should be on it; those beyond `capacity` are missing.
struct BinMembers {
  BinMember* members;
  std::int64_t capacity;
  std::int32_t* end;
};

/// Lists the members of bins, after weigh_bins().
struct ListMembers {
  BinnedColumn column;
  WantedBins wanted;
  BinMembers list;

  /// Slot j.
  STARLING_FUNCTION void add(std::int64_t j) const {
    for (std::int32_t k = 0; k < wanted.count; ++k) {
      if (column.bin[j] != wanted.wanted[k]) continue;
      const std::int64_t weight = column.weight(j);
      if (weight == 0) return;
      const std::int32_t place = fetch_increment(list.end);
      if (place < list.capacity) list.members[place] = {wanted.first_place + k, order_key(column.value[j]), weight};
    }
  }

  /// A whole block on the host: most hold none.
  STARLING_NOINLINE STARLING_FUNCTION void add_block(std::int64_t first) const {
    std::uint16_t difference[bin_lanes];  // zero if the bin is one of those asked for
    const std::uint16_t* const __restrict bin = column.bin + first;
    for (std::uint16_t& each : difference) each = 1;
    for (std::int32_t k = 0; k < wanted.count; ++k) {
      const std::uint16_t sought = wanted.wanted[k];
      STARLING_LANES
      for (int lane = 0; lane < bin_lanes; ++lane) {
        const auto here = static_cast<std::uint16_t>(bin[lane] ^ sought);
        difference[lane] = here < difference[lane] ? here : difference[lane];
      }
    }
    std::uint16_t least = 1;
    STARLING_LANES
    for (const std::uint16_t each : difference) least = each < least ? each : least;
    if (least != 0) return;
    for (int lane = 0; lane < bin_lanes; ++lane)
      if (difference[lane] == 0) add(first + lane);
  }

  /// A block on the host.
  STARLING_FUNCTION void operator()(std::int64_t block) const {
    const std::int64_t first = block * bin_lanes;
    if (first + bin_lanes <= column.count) {
      add_block(first);
    } else {
      for (std::int64_t j = first; j < column.count; ++j) add(j);
    }
  }
};

/// Lists the values with weight in the bins asked for.
inline void list_members(const ListMembers& list) {
  if constexpr (kernels_run_on_host) {
    Kokkos::parallel_for("list members", IndexRange(0, (list.column.count + bin_lanes - 1) / bin_lanes), list);
  } else {
    Kokkos::parallel_for(
        "list members", IndexRange(0, list.column.count), KOKKOS_LAMBDA(std::int64_t j) { list.add(j); });
  }
}

}  // namespace starling
