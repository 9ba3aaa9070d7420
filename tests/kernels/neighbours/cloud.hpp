// Random particles, their lists and an all-pairs oracle for tests of the neighbour search and the pair sweeps.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "kernels/neighbours/cell_grid_shape.hpp"
#include "kernels/neighbours/list_builder.hpp"

namespace starling::testing_support {

template <class T>
DeviceArray<T> to_device(const std::vector<T>& values) {
  DeviceArray<T> array("test values", values.size());
  Kokkos::deep_copy(array,
                    Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(values.data(), values.size()));
  return array;
}

template <class T>
std::vector<T> to_host(const T* values, std::int64_t count) {
  std::vector<T> copy(static_cast<std::size_t>(count));
  const auto size = static_cast<std::size_t>(count);
  Kokkos::deep_copy(Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(copy.data(), size),
                    Kokkos::View<const T*, MemorySpace, Kokkos::MemoryUnmanaged>(values, size));
  return copy;
}

/// Particles of one rank as the engine stores them: owned ones, padding, ghosts.
template <int D>
struct Cloud {
  Box<D> box{};
  Region<D> region{};  ///< of the owned particles
  std::vector<double> position;
  std::vector<std::int32_t> id;
  BinnedRange range{};

  [[nodiscard]] const double* at(std::int64_t i) const { return position.data() + i * packed_stride<D>; }

  /// Storage indices of owned particles and ghosts.
  [[nodiscard]] std::vector<std::int64_t> indices() const {
    std::vector<std::int64_t> all;
    for (std::int64_t entry = 0; entry < range.count(); ++entry) all.push_back(range.index(entry));
    return all;
  }
};

/// Minimum-image distance in extended precision.
template <int D>
long double distance(const double* a, const double* b, const Box<D>& box) {
  long double sum = 0.0L;
  for (int d = 0; d < D; ++d) {
    const long double direct = std::fabs(static_cast<long double>(a[d]) - b[d]);
    const long double apart = std::min(direct, box.edge[d] - direct);
    sum += apart * apart;
  }
  return std::sqrt(sum);
}

/// Uniform particles; a fifth of the coordinates sit exactly on faces of the box, of cells or of the region.
template <int D>
std::vector<double> scatter(const Box<D>& box, std::int64_t count, double spacing, std::mt19937_64& random) {
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::vector<double> position(static_cast<std::size_t>(count * packed_stride<D>), 0.0);
  for (std::int64_t i = 0; i < count; ++i) {
    for (int d = 0; d < D; ++d) {
      const double edge = box.edge[d];
      const double cells = std::max(1.0, std::floor(edge / spacing));
      const double draw = uniform(random);
      double x = edge * uniform(random);
      if (draw < 0.06) x = 0.0;
      if (draw > 0.94) x = std::nextafter(edge, 0.0);
      if (draw > 0.06 && draw < 0.14) x = std::floor(x / edge * cells) * (edge / cells);
      position[static_cast<std::size_t>(i * packed_stride<D> + d)] = x < edge ? x : 0.0;
    }
  }
  return position;
}

/// The cloud that the owner of `region` sees: its particles with shuffled ids, and ghosts within `radius` of it.
template <int D>
Cloud<D> make_cloud(const Box<D>& box, const Region<D>& region, const std::vector<double>& all, double radius,
                    std::mt19937_64& random) {
  const auto count = static_cast<std::int64_t>(all.size()) / packed_stride<D>;
  std::vector<std::int32_t> ids(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::int32_t>(i);
  std::shuffle(ids.begin(), ids.end(), random);
  Cloud<D> cloud{box, region, {}, {}, {}};
  const auto append = [&](std::int64_t i, std::int32_t id) {
    for (int d = 0; d < packed_stride<D>; ++d)
      cloud.position.push_back(all[static_cast<std::size_t>(i * packed_stride<D> + d)]);
    cloud.id.push_back(id);
  };
  for (std::int64_t i = 0; i < count; ++i) {
    if (contains(region, all.data() + i * packed_stride<D>)) append(i, ids[static_cast<std::size_t>(i)]);
  }
  cloud.range.owned = static_cast<std::int64_t>(cloud.id.size());
  cloud.range.ghost_first = whole_blocks(cloud.range.owned);
  while (static_cast<std::int64_t>(cloud.id.size()) < cloud.range.ghost_first) {
    const std::vector<double> last(cloud.position.end() - packed_stride<D>, cloud.position.end());
    cloud.position.insert(cloud.position.end(), last.begin(), last.end());
    cloud.id.push_back(cloud.id.back());
  }
  for (std::int64_t i = 0; i < count; ++i) {
    const double* at = all.data() + i * packed_stride<D>;
    if (contains(region, at) || squared_distance(at, region, box) > radius * radius * (1.0 + 1e-12)) continue;
    append(i, ids[static_cast<std::size_t>(i)]);
    ++cloud.range.ghosts;
  }
  return cloud;
}

template <int D>
Region<D> whole_box(const Box<D>& box) {
  Region<D> region{};
  for (int d = 0; d < D; ++d) region.upper[d] = box.edge[d];
  return region;
}

/// A cloud on the device with its list.
template <int D>
struct ListedCloud {
  DeviceArray<double> position;
  DeviceArray<std::int32_t> id;
  DeviceArray<double> force;
  std::int64_t stride;
  ListBuilder<D> builder;

  ListedCloud(const Cloud<D>& cloud, double radius, double skin)
      : position(testing_support::to_device(cloud.position)),
        id(testing_support::to_device(cloud.id)),
        force("force", D * whole_blocks(cloud.range.owned)),
        stride(whole_blocks(cloud.range.owned)) {
    build(cloud, radius, skin);
  }

  void build(const Cloud<D>& cloud, double radius, double skin) {
    const CellGrid<D> grid = make_cell_grid(cloud.region, cloud.box, radius, cloud.range.count());
    builder.build(grid, {cloud.range, position.data(), id.data()}, cloud.box, radius + skin);
  }
};

/// Rows as storage indices without their padding; a padding entry before a neighbour shows as the particle itself.
template <int D>
std::vector<std::vector<std::int32_t>> rows_of_list(const ListBuilder<D>& builder, std::int64_t owned) {
  const NeighbourList list = builder.list();
  const std::int64_t slices = whole_blocks(owned) / slice_lanes;
  const auto neighbour = to_host(list.neighbour, slices * list.capacity * slice_lanes);
  const auto length = to_host(list.length, slices);
  std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(owned));
  for (std::int64_t i = 0; i < owned; ++i) {
    auto& row = rows[static_cast<std::size_t>(i)];
    const std::int64_t slice = i / slice_lanes;
    for (std::int64_t k = 0; k < length[static_cast<std::size_t>(slice)]; ++k) {
      row.push_back(neighbour[static_cast<std::size_t>((slice * list.capacity + k) * slice_lanes + i % slice_lanes)]);
    }
    while (!row.empty() && row.back() == i) row.pop_back();
  }
  return rows;
}

}  // namespace starling::testing_support
