// Filling the neighbour list from the cells.
#pragma once

#include <cstdint>

#include "kernels/neighbours/candidate_ranges.hpp"
#include "kernels/neighbours/cell_bins.hpp"
#include "kernels/neighbours/neighbour_list.hpp"
#include "kernels/neighbours/row_sort.hpp"
#include "kernels/neighbours/select.hpp"

namespace starling {

/// What a search reads and writes.
template <int D>
struct SearchArrays {
  CellGrid<D> grid;
  const std::int32_t* start;
  const float* coordinate[D];
  const std::int64_t* key;
  const double* position;  ///< packed
  std::int64_t owned;
  std::int64_t capacity;  ///< slots reserved for each slice
  std::int32_t* neighbour;
  std::int32_t* length;
  std::int32_t* row_length;  ///< neighbours of each owned particle, also where they exceed the capacity
};

/// Longest row that a slice sorts in registers and cache rather than in place.
inline constexpr std::int32_t longest_network_row = 128;

/// Calls emit(key) for every particle within the search radius of particle i, itself among them.
template <int D, bool Folded, class Emit>
STARLING_FUNCTION void for_each_candidate(const SearchArrays<D>& arrays, std::int64_t i, const Emit& emit) {
  constexpr std::int32_t room = 240;
  double offset[D];
  float fold[D];
  for (int d = 0; d < D; ++d) {
    offset[d] = arrays.grid.offset(arrays.position[i * packed_stride<D> + d], d);
    fold[d] = static_cast<float>(arrays.grid.axis[d].edge);
  }
  // All ranges are selected into one buffer first: one loop of unpredictable length instead of several.
  std::int32_t selected[room + select_slack];
  std::int32_t count = 0;
  const auto flush = [&] {
    for (std::int32_t c = 0; c < count; ++c) emit(arrays.key[selected[c]]);
    count = 0;
  };
  for_each_candidate_range<D>(arrays.grid, arrays.start, offset,
                              [&](std::int32_t first, std::int32_t last, const float(&at)[D]) {
                                while (first < last) {
                                  const std::int32_t to = last - first < room - count ? last : first + room - count;
                                  count = select_within<D, Folded>(arrays.coordinate, first, to, at, fold,
                                                                   arrays.grid.search_radius_squared, selected, count);
                                  first = to;
                                  if (first < last) flush();
                                }
                              });
  flush();
}

/// Fills one slice, sorting its rows together; for hosts and rows up to longest_network_row.
template <int D, bool Folded>
struct SearchSlice {
  SearchArrays<D> arrays;

  STARLING_FUNCTION void operator()(std::int64_t slice, std::int32_t& longest) const {
    constexpr std::int64_t beyond = INT64_MAX;
    alignas(64) std::int64_t key[longest_network_row * slice_lanes];
    std::int32_t rows[slice_lanes];
    const std::int64_t first = slice * slice_lanes;
    std::int32_t length = 0;
    for (int lane = 0; lane < slice_lanes; ++lane) {
      std::int32_t row = 0;
      if (first + lane < arrays.owned) {
        const std::int64_t self = first + lane;
        for_each_candidate<D, Folded>(arrays, self, [&](std::int64_t found) {
          if (row < arrays.capacity) key[row * slice_lanes + lane] = found;
          row += (found & 0xffffffff) != self ? 1 : 0;
        });
        arrays.row_length[first + lane] = row;
      }
      longest = row > longest ? row : longest;
      rows[lane] = row < arrays.capacity ? row : static_cast<std::int32_t>(arrays.capacity);
      length = rows[lane] > length ? rows[lane] : length;
    }
    for (int lane = 0; lane < slice_lanes; ++lane) {
      for (std::int32_t k = rows[lane]; k < length; ++k) key[k * slice_lanes + lane] = beyond;
    }
    sort_rows<slice_lanes>(key, length);
    std::int32_t* out = arrays.neighbour + slice * arrays.capacity * slice_lanes;
    for (std::int32_t k = 0; k < length; ++k) {
      for (int lane = 0; lane < slice_lanes; ++lane) {
        const std::int64_t found = key[k * slice_lanes + lane];
        out[k * slice_lanes + lane] = static_cast<std::int32_t>(found == beyond ? first + lane : found & 0xffffffff);
      }
    }
    arrays.length[slice] = length;
  }
};

/// Fills one row and sorts it in place; for devices, and for rows of any length.
template <int D, bool Folded>
struct SearchRow {
  SearchArrays<D> arrays;
  const std::int32_t* id;

  STARLING_FUNCTION void operator()(std::int64_t i, std::int32_t& longest) const {
    const std::int64_t slice = i / slice_lanes;
    std::int32_t* row = arrays.neighbour + slice * arrays.capacity * slice_lanes + (i - slice * slice_lanes);
    std::int32_t count = 0;
    if (i < arrays.owned) {
      for_each_candidate<D, Folded>(arrays, i, [&](std::int64_t found) {
        if ((found & 0xffffffff) == i) return;
        if (count < arrays.capacity) insert(row, count, static_cast<std::int32_t>(found & 0xffffffff));
        ++count;
      });
      arrays.row_length[i] = count;
    }
    longest = count > longest ? count : longest;
    for (std::int64_t k = count; k < arrays.capacity; ++k) row[k * slice_lanes] = static_cast<std::int32_t>(i);
    if (i % slice_lanes == 0) arrays.length[slice] = static_cast<std::int32_t>(arrays.capacity);
  }

 private:
  STARLING_FUNCTION void insert(std::int32_t* row, std::int32_t count, std::int32_t index) const {
    std::int32_t k = count;
    for (; k > 0 && id[row[(k - 1) * slice_lanes]] > id[index]; --k) {
      row[k * slice_lanes] = row[(k - 1) * slice_lanes];
    }
    row[k * slice_lanes] = index;
  }
};

}  // namespace starling
