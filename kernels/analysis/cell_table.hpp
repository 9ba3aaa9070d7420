// Particles and ghosts sorted into cells of half a reach, as fixed-point coordinates.
#pragma once

#include <cstdint>

#include "kernels/analysis/fixed_point.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/particles/particle_arrays.hpp"
#include "kernels/space/region.hpp"

namespace starling::analysis {

/// Coordinates that a kernel may read beyond the last one.
inline constexpr int table_slack = 16;

/// The cells of one axis: `cells` divide the box edge, and a rank keeps `count` of them from `first` on, periodically.
struct TableAxis {
  std::int64_t cells;
  std::int64_t first;
  std::int64_t count;

  /// The kept cell that holds a coordinate; what lies outside by rounding belongs to the nearest end.
  [[nodiscard]] STARLING_FUNCTION std::int64_t cell(std::uint32_t coordinate) const {
    const auto global = static_cast<std::int64_t>((static_cast<std::uint64_t>(coordinate) * cells) >> 32);
    const std::int64_t from_first = global < first ? global - first + cells : global - first;
    return from_first < count ? from_first : count - 1;
  }
};

/// How far, in cells, partners are looked for.
inline constexpr std::int64_t table_hops = 2;

/// A table as kernels see it. Slots [start[c], start[c + 1]) hold the particles of cell c, the first axis fastest.
template <int D>
struct CellTable {
  TableAxis axis[D];
  FixedPoint<D> fixed;
  std::int32_t* start;
  std::uint32_t* coordinate[D];

  [[nodiscard]] STARLING_FUNCTION std::int64_t cells() const {
    std::int64_t product = 1;
    for (int d = 0; d < D; ++d) product *= axis[d].count;
    return product;
  }

  [[nodiscard]] STARLING_FUNCTION std::int64_t cell_of(const std::uint32_t* at) const {
    std::int64_t index = 0;
    for (int d = D - 1; d >= 0; --d) index = index * axis[d].count + axis[d].cell(at[d]);
    return index;
  }

  /// Calls visit(first, last) for ranges of slots that hold every particle within reach of `at`, each once.
  template <class Visit>
  STARLING_FUNCTION void for_each_range(const std::uint32_t* at, const Visit& visit) const {
    std::int64_t from[3] = {0, 0, 0};
    std::int64_t hops[3] = {1, 1, 1};
    for (int d = 0; d < D; ++d) {
      const TableAxis& line = axis[d];
      const bool whole = line.count == line.cells;
      if (whole && line.cells <= 2 * table_hops + 1) {
        hops[d] = line.cells;
        continue;
      }
      const std::int64_t here = line.cell(at[d]);
      from[d] = here - table_hops;
      hops[d] = 2 * table_hops + 1;
      if (whole) continue;
      if (from[d] < 0) {
        hops[d] += from[d];
        from[d] = 0;
      }
      if (from[d] + hops[d] > line.count) hops[d] = line.count - from[d];
    }
    for (std::int64_t z = 0; z < hops[2]; ++z) {
      for (std::int64_t y = 0; y < hops[1]; ++y) {
        std::int64_t row = 0;
        if constexpr (D > 2) row = wrapped(from[2] + z, 2) * axis[1].count;
        if constexpr (D > 1) row = (row + wrapped(from[1] + y, 1)) * axis[0].count;
        const std::int64_t low = from[0];
        const std::int64_t high = from[0] + hops[0];
        const std::int64_t count = axis[0].count;
        if (low < 0) visit(start[row + low + count], start[row + count]);
        if (high > count) visit(start[row], start[row + high - count]);
        visit(start[row + (low < 0 ? 0 : low)], start[row + (high > count ? count : high)]);
      }
    }
  }

 private:
  [[nodiscard]] STARLING_FUNCTION std::int64_t wrapped(std::int64_t cell, int d) const {
    return cell < 0 ? cell + axis[d].count : (cell >= axis[d].count ? cell - axis[d].count : cell);
  }
};

/// The axis's cells, at least half of `reach` wide and at most `most`, as far as the interval [lower, upper] grown by
/// `grown` needs them.
inline TableAxis table_axis(double lower, double upper, double edge, double reach, double grown, std::int64_t most) {
  const double fit = static_cast<double>(table_hops) * edge / reach * (1.0 - 1e-6);
  std::int64_t cells = fit < static_cast<double>(most) ? static_cast<std::int64_t>(fit) : most;
  if (cells < 1) cells = 1;
  const double width = edge / static_cast<double>(cells);
  // A cell more on either side, against rounding.
  if (!(upper - lower + 2.0 * grown + 4.0 * width < edge)) return {cells, 0, cells};
  const double from = (lower - grown) / width - 1.0;
  const auto first = static_cast<std::int64_t>(from < 0.0 ? from - 1.0 : from);
  const auto count = static_cast<std::int64_t>((upper - lower + 2.0 * grown) / width) + 4;
  return {cells, first < 0 ? first + cells : first, count < cells ? count : cells};
}

/// Owns a table's memory.
template <int D>
class CellTableBuilder {
 public:
  /// Sorts the particles [0, owned) and [ghost_first, ghost_first + ghosts) of a rank whose region is given; all of them
  /// lie within `grown` of it. Partners up to `reach` will be looked for.
  CellTable<D> build(const Box<D>& box, const Region<D>& region, double reach, double grown, const double* position,
                     std::int64_t owned, std::int64_t ghost_first, std::int64_t ghosts) {
    CellTable<D> table{};
    table.fixed = FixedPoint<D>::of(box);
    std::int64_t most = 1;
    while (power(most) < 2 * (owned + ghosts)) ++most;
    for (int d = 0; d < D; ++d) {
      table.axis[d] = table_axis(region.lower[d], region.upper[d], box.edge[d], reach, grown, most);
    }
    const std::int64_t count = owned + ghosts;
    ensure_size(start_, "cell start", table.cells() + 1);
    ensure_size(cell_, "cell of entry", count);
    ensure_size(place_, "place in cell", count);
    table.start = start_.data();
    for (int d = 0; d < D; ++d) {
      ensure_size(coordinate_[d], "cell-ordered coordinate", count + table_slack);
      table.coordinate[d] = coordinate_[d].data();
    }
    Kokkos::deep_copy(start_, 0);
    sort(table, position, owned, ghost_first, count, cell_.data(), place_.data());
    return table;
  }

 private:
  static std::int64_t power(std::int64_t side) {
    std::int64_t product = 1;
    for (int d = 0; d < D; ++d) product *= side;
    return product;
  }

  static void sort(const CellTable<D>& table, const double* position, std::int64_t owned, std::int64_t ghost_first,
                   std::int64_t count, std::int32_t* cell, std::int32_t* place) {
    Kokkos::parallel_for(
        "count into cells", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t entry) {
          const std::int64_t i = entry < owned ? entry : ghost_first + (entry - owned);
          std::uint32_t at[D];
          for (int d = 0; d < D; ++d) at[d] = table.fixed.of(position[i * packed_stride<D> + d], d);
          const std::int64_t index = table.cell_of(at);
          cell[entry] = static_cast<std::int32_t>(index);
          place[entry] = fetch_increment(table.start + index);
        });
    Kokkos::parallel_scan(
        "scan cells", IndexRange(0, table.cells() + 1), KOKKOS_LAMBDA(std::int64_t c, std::int32_t & sum, bool last) {
          const std::int32_t here = table.start[c];
          if (last) table.start[c] = sum;
          sum += here;
        });
    Kokkos::parallel_for(
        "fill cells", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t entry) {
          const std::int64_t i = entry < owned ? entry : ghost_first + (entry - owned);
          const std::int32_t slot = table.start[cell[entry]] + place[entry];
          for (int d = 0; d < D; ++d) {
            table.coordinate[d][slot] = table.fixed.of(position[i * packed_stride<D> + d], d);
          }
        });
  }

  DeviceArray<std::int32_t> start_;
  DeviceArray<std::int32_t> cell_;
  DeviceArray<std::int32_t> place_;
  DeviceArray<std::uint32_t> coordinate_[D];
};

}  // namespace starling::analysis
