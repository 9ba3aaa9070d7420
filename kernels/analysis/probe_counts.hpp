// Particles in probes (discs, spheres, segments) on a regular grid of the box.
#pragma once

#include <cstdint>

#include "kernels/analysis/fixed_point.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling::analysis {

/// A regular grid of probes; probe (k_0, k_1, ...) has its centre at k_d edge_d / probes_d.
template <int D>
struct ProbeGrid {
  FixedPoint<D> fixed;
  std::int64_t probes[D];
  std::int64_t hops[D];  ///< no particle reaches a probe further from the one below it
  float radius_squared;

  static ProbeGrid of(const Box<D>& box, const std::int64_t* probes, double radius) {
    ProbeGrid grid{FixedPoint<D>::of(box), {}, {}, static_cast<float>(radius * radius)};
    for (int d = 0; d < D; ++d) {
      grid.probes[d] = probes[d];
      grid.hops[d] = static_cast<std::int64_t>(radius / box.edge[d] * static_cast<double>(probes[d])) + 1;
    }
    return grid;
  }

  [[nodiscard]] STARLING_FUNCTION std::int64_t count() const {
    std::int64_t product = 1;
    for (int d = 0; d < D; ++d) product *= probes[d];
    return product;
  }
};

/// Adds one to every probe that particle i lies in.
template <int D>
struct CountInProbes {
  ProbeGrid<D> grid;
  const double* position;  ///< packed
  std::int32_t* inside;    ///< by probe, the first axis fastest

  STARLING_FUNCTION void operator()(std::int64_t i) const {
    std::uint32_t at[D];
    std::int64_t from[3] = {0, 0, 0};
    std::int64_t hops[3] = {1, 1, 1};
    for (int d = 0; d < D; ++d) {
      at[d] = grid.fixed.of(position[i * packed_stride<D> + d], d);
      hops[d] = 2 * grid.hops[d] + 1;
      if (hops[d] >= grid.probes[d]) {
        hops[d] = grid.probes[d];
        continue;
      }
      const auto below = static_cast<std::int64_t>((static_cast<std::uint64_t>(at[d]) * grid.probes[d]) >> 32);
      from[d] = below - grid.hops[d] + 1 < 0 ? below - grid.hops[d] + 1 + grid.probes[d] : below - grid.hops[d] + 1;
    }
    for (std::int64_t z = 0; z < hops[2]; ++z) {
      const float off_z = D > 2 ? square(at, from[2] + z, 2) : 0.0F;
      for (std::int64_t y = 0; y < hops[1]; ++y) {
        const float off_y = D > 1 ? off_z + square(at, from[1] + y, 1) : off_z;
        if (!(off_y < grid.radius_squared)) continue;
        std::int64_t row = 0;
        if constexpr (D > 2) row = wrapped(from[2] + z, 2) * grid.probes[1];
        if constexpr (D > 1) row = (row + wrapped(from[1] + y, 1)) * grid.probes[0];
        for (std::int64_t x = 0; x < hops[0]; ++x) {
          if (off_y + square(at, from[0] + x, 0) < grid.radius_squared) {
            fetch_increment(inside + row + wrapped(from[0] + x, 0));
          }
        }
      }
    }
  }

 private:
  [[nodiscard]] STARLING_FUNCTION std::int64_t wrapped(std::int64_t probe, int d) const {
    return probe >= grid.probes[d] ? probe - grid.probes[d] : probe;
  }

  [[nodiscard]] STARLING_FUNCTION float square(const std::uint32_t* at, std::int64_t probe, int d) const {
    const auto centre = static_cast<std::uint32_t>((static_cast<std::uint64_t>(wrapped(probe, d)) << 32) /
                                                   static_cast<std::uint64_t>(grid.probes[d]));
    const float along = grid.fixed.apart(at[d], centre, d);
    return along * along;
  }
};

/// inside(p) = the first `count` particles in probe p.
template <int D>
void count_in_probes(const ProbeGrid<D>& grid, const double* position, std::int64_t count,
                     DeviceArray<std::int32_t>& inside) {
  ensure_size(inside, "particles in probes", grid.count());
  Kokkos::deep_copy(inside, 0);
  Kokkos::parallel_for("count in probes", IndexRange(0, count), CountInProbes<D>{grid, position, inside.data()});
}

}  // namespace starling::analysis
