// Owns a neighbour list and rebuilds it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/neighbours/cell_bins.hpp"
#include "kernels/neighbours/list_search.hpp"
#include "kernels/particles/particle_arrays.hpp"
#include "kernels/space/region.hpp"

namespace starling {

/// The particles that a list is built over.
struct ListInput {
  BinnedRange range;
  const double* position;  ///< packed
  const std::int32_t* id;
};

/// Marks the slices all of whose owned particles are further than `guard` from every face of the box.
template <int D>
void mark_interior_slices(const ListInput& input, const Box<D>& box, double guard, std::int64_t slices,
                          std::uint8_t* interior) {
  Kokkos::parallel_for(
      "mark interior slices", IndexRange(0, slices), KOKKOS_LAMBDA(std::int64_t slice) {
        bool inside = true;
        for (int lane = 0; lane < slice_lanes; ++lane) {
          const std::int64_t i = slice * slice_lanes + lane;
          if (i >= input.range.owned) continue;
          inside = inside && is_interior<D>(input.position + i * packed_stride<D>, box, guard);
        }
        interior[slice] = inside ? 1 : 0;
      });
}

/// A neighbour list with the storage behind it, which grows when a row needs more slots.
template <int D>
class ListBuilder {
 public:
  /// Lists every pair closer than the grid's list radius (and some that are a rounding error further). `guard` is the
  /// distance from the box faces beyond which a slice counts as interior: list radius plus skin.
  void build(const CellGrid<D>& grid, const ListInput& input, const Box<D>& box, double guard) {
    bins_.build(grid, input.range, input.position, input.id);
    const std::int64_t padded = whole_blocks(input.range.owned);
    slices_ = padded / slice_lanes;
    ensure_size(length_, "slice length", slices_);
    ensure_size(interior_, "slice interior", slices_);
    ensure_size(row_length_, "row length", padded);
    std::int32_t longest = grid.folded ? search<true>(grid, input) : search<false>(grid, input);
    if (longest > capacity_) {
      capacity_ = longest + std::max(2, longest / 8);
      longest = grid.folded ? search<true>(grid, input) : search<false>(grid, input);
    }
    mark_interior_slices(input, box, guard, slices_, interior_.data());
  }

  [[nodiscard]] NeighbourList list() const { return {neighbour_.data(), length_.data(), interior_.data(), capacity_}; }
  /// Neighbours within the list radius, by owned particle.
  [[nodiscard]] const DeviceArray<std::int32_t>& row_length() const { return row_length_; }

 private:
  template <bool Folded>
  std::int32_t search(const CellGrid<D>& grid, const ListInput& input) {
    ensure_size(neighbour_, "neighbour list", slices_ * capacity_ * slice_lanes);
    SearchArrays<D> arrays{grid,           bins_.start(),     {},        bins_.key(),
                           input.position, input.range.owned, capacity_, neighbour_.data(),
                           length_.data(), row_length_.data()};
    for (int d = 0; d < D; ++d) arrays.coordinate[d] = bins_.coordinate(d);
    std::int32_t longest = 0;
    if constexpr (kernels_run_on_host) {
      if (capacity_ <= longest_network_row) {
        Kokkos::parallel_reduce("search slices", IndexRange(0, slices_), SearchSlice<D, Folded>{arrays},
                                Kokkos::Max<std::int32_t>(longest));
        return longest;
      }
    }
    Kokkos::parallel_reduce("search rows", IndexRange(0, slices_ * slice_lanes), SearchRow<D, Folded>{arrays, input.id},
                            Kokkos::Max<std::int32_t>(longest));
    return longest;
  }

  CellBins<D> bins_;
  std::int64_t slices_ = 0;
  std::int64_t capacity_ = 16;
  DeviceArray<std::int32_t> neighbour_;
  DeviceArray<std::int32_t> length_;
  DeviceArray<std::uint8_t> interior_;
  DeviceArray<std::int32_t> row_length_;
};

}  // namespace starling
