// The order in which particles are best stored: by cell, and within a window by how many neighbours they have.
#pragma once

#include <cstdint>

#include "kernels/neighbours/cell_bins.hpp"
#include "kernels/space/region.hpp"

namespace starling {

/// Particles sorted together by their number of neighbours, so that the rows of a slice are about equally long. Wide
/// enough to fill slices with equals, narrow enough to stay in the nearest cache.
inline constexpr std::int64_t storage_window = 512;

/// order(i) = storage index of the particle to put at place i, from bins over the owned particles only. Within a window
/// those nearer than `guard` to a face of the box come first, so that few slices have to look across it; then they go by
/// their number of neighbours, which may be out of date: it is a guess.
template <int D>
void find_storage_order(const CellBins<D>& bins, std::int64_t owned, const double* position, const Box<D>& box,
                        double guard, const DeviceArray<std::int32_t>& neighbours,
                        const DeviceArray<std::int32_t>& order) {
  constexpr int counts = 64;
  constexpr int classes = 2 * counts;
  const std::int64_t* key = bins.key();
  const auto known = static_cast<std::int64_t>(neighbours.extent(0));
  const std::int64_t windows = (owned + storage_window - 1) / storage_window;
  Kokkos::parallel_for(
      "find storage order", IndexRange(0, windows), KOKKOS_LAMBDA(std::int64_t window) {
        const std::int64_t first = window * storage_window;
        const std::int64_t last = first + storage_window < owned ? first + storage_window : owned;
        const auto class_of = [&](std::int64_t slot) {
          const std::int64_t i = key[slot] & 0xffffffff;
          const std::int32_t count = i < known ? neighbours(i) : 0;
          const std::int32_t bounded = count < 0 ? 0 : (count < counts ? count : counts - 1);
          return bounded + (is_interior<D>(position + i * packed_stride<D>, box, guard) ? counts : 0);
        };
        std::int32_t place[classes + 1];
        for (int c = 0; c <= classes; ++c) place[c] = 0;
        for (std::int64_t slot = first; slot < last; ++slot) ++place[class_of(slot) + 1];
        for (int c = 0; c < classes; ++c) place[c + 1] += place[c];
        for (std::int64_t slot = first; slot < last; ++slot) {
          order(first + place[class_of(slot)]++) = static_cast<std::int32_t>(key[slot] & 0xffffffff);
        }
      });
}

}  // namespace starling
