// Particles and ghosts in cell order, as the neighbour search wants to read them.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/neighbours/cell_grid.hpp"
#include "kernels/neighbours/select.hpp"

namespace starling {

/// Storage indices of the particles to be binned: [0, owned) and [ghost_first, ghost_first + ghosts).
struct BinnedRange {
  std::int64_t owned;
  std::int64_t ghost_first;
  std::int64_t ghosts;

  [[nodiscard]] STARLING_FUNCTION std::int64_t count() const { return owned + ghosts; }
  [[nodiscard]] STARLING_FUNCTION std::int64_t index(std::int64_t entry) const {
    return entry < owned ? entry : ghost_first + (entry - owned);
  }
};

/// Device pointers of a CellBins, for its kernels.
template <int D>
struct CellBinArrays {
  std::int32_t* start;
  std::int32_t* cell;
  std::int32_t* place;
  std::int64_t* key;
  float* coordinate[D];
};

/// Counts the particles of each cell into start and notes each particle's cell and its place there.
template <int D>
void count_into_cells(const CellGrid<D>& grid, const BinnedRange& range, const double* position,
                      const CellBinArrays<D>& bins) {
  Kokkos::parallel_for(
      "count into cells", IndexRange(0, range.count()), KOKKOS_LAMBDA(std::int64_t entry) {
        const double* at = position + range.index(entry) * packed_stride<D>;
        std::int64_t index = 0;
        for (int d = D - 1; d >= 0; --d) {
          index = index * grid.axis[d].cells + grid.cell_along(grid.offset(at[d], d), d);
        }
        bins.cell[entry] = static_cast<std::int32_t>(index);
        bins.place[entry] = fetch_increment(bins.start + index);
      });
}

/// Turns the counts in start into first slots.
template <int D>
void scan_cells(std::int64_t cells, const CellBinArrays<D>& bins) {
  Kokkos::parallel_scan(
      "scan cells", IndexRange(0, cells + 1), KOKKOS_LAMBDA(std::int64_t c, std::int32_t & sum, bool last) {
        const std::int32_t count = bins.start[c];
        if (last) bins.start[c] = sum;
        sum += count;
      });
}

/// Copies keys and offsets into cell order.
template <int D>
void fill_cells(const CellGrid<D>& grid, const BinnedRange& range, const double* position, const std::int32_t* id,
                const CellBinArrays<D>& bins) {
  Kokkos::parallel_for(
      "fill cells", IndexRange(0, range.count()), KOKKOS_LAMBDA(std::int64_t entry) {
        const std::int64_t index = range.index(entry);
        const std::int32_t slot = bins.start[bins.cell[entry]] + bins.place[entry];
        bins.key[slot] = (static_cast<std::int64_t>(id[index]) << 32) | index;
        for (int d = 0; d < D; ++d) {
          bins.coordinate[d][slot] = static_cast<float>(grid.offset(position[index * packed_stride<D> + d], d));
        }
      });
}

/// Cells of a grid with their particles. The order inside a cell is whatever the threads made it: nothing reads it as a
/// result.
template <int D>
class CellBins {
 public:
  /// Sorts the particles of `range` into the cells of `grid`.
  void build(const CellGrid<D>& grid, const BinnedRange& range, const double* position, const std::int32_t* id) {
    const std::int64_t cells = grid.cell_count();
    const std::int64_t count = range.count();
    ensure_size(start_, "cell start", cells + 1);
    ensure_size(cell_, "cell of entry", count);
    ensure_size(place_, "place in cell", count);
    ensure_size(key_, "cell-ordered key", count + select_slack);
    for (int d = 0; d < D; ++d) ensure_size(coordinate_[d], "cell-ordered offset", count + select_slack);
    Kokkos::deep_copy(start_, 0);
    CellBinArrays<D> bins{start_.data(), cell_.data(), place_.data(), key_.data(), {}};
    for (int d = 0; d < D; ++d) bins.coordinate[d] = coordinate_[d].data();
    count_into_cells(grid, range, position, bins);
    scan_cells(cells, bins);
    fill_cells(grid, range, position, id, bins);
  }

  /// First slot of each cell; entry cell_count() is the number of slots.
  [[nodiscard]] const std::int32_t* start() const { return start_.data(); }
  /// Offset from the grid's lower face along dimension d, by slot, in single precision.
  [[nodiscard]] const float* coordinate(int d) const { return coordinate_[d].data(); }
  /// Global id in the upper 32 bits and storage index in the lower, by slot.
  [[nodiscard]] const std::int64_t* key() const { return key_.data(); }

 private:
  DeviceArray<std::int32_t> start_;
  DeviceArray<std::int32_t> cell_;
  DeviceArray<std::int32_t> place_;
  DeviceArray<std::int64_t> key_;
  DeviceArray<float> coordinate_[D];
};

}  // namespace starling
