// Partners by distance, from which g(r) and local densities are made.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/analysis/cell_table.hpp"
#include "kernels/analysis/tally.hpp"

namespace starling::analysis {

/// Counts the partners of particles [first, last): those closer than `probe` into within[i], the particle itself among
/// them, and all by distance into bins of width 1 / inverse_width, the last bin taking what is further away. A particle
/// is its own partner at distance 0.
template <int D, int Lanes>
struct PairCounts {
  CellTable<D> table;
  const double* position;  ///< packed
  std::int32_t* within;
  float probe_squared;
  float inverse_width;
  std::int32_t bins;  ///< without the last one

  STARLING_NOINLINE STARLING_FUNCTION void operator()(std::int64_t first, std::int64_t last, std::int64_t* row) const {
    for (std::int64_t i = first; i < last; ++i) {
      std::uint32_t at[D];
      for (int d = 0; d < D; ++d) at[d] = table.fixed.of(position[i * packed_stride<D> + d], d);
      std::int32_t inside[Lanes] = {};
      table.for_each_range(at, [&](std::int32_t from, std::int32_t to) {
        for (std::int32_t slot = from; slot < to; slot += Lanes) count(at, slot, to - slot, inside, row);
      });
      std::int32_t sum = 0;
      for (int lane = 0; lane < Lanes; ++lane) sum += inside[lane];
      within[i] = sum;
    }
  }

  STARLING_FUNCTION void count(const std::uint32_t (&at)[D], std::int32_t slot, std::int32_t left,
                               std::int32_t (&inside)[Lanes], std::int64_t* row) const {
    std::int32_t bin[Lanes];
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      float r2 = 0.0F;
      for (int d = 0; d < D; ++d) {
        const float along = table.fixed.apart(table.coordinate[d][slot + lane], at[d], d);
        r2 += along * along;
      }
      const float place = std::sqrt(r2) * inverse_width;
      const auto nearest = static_cast<std::int32_t>(place);
      bin[lane] = nearest < bins ? nearest : bins;
      inside[lane] += (r2 < probe_squared ? 1 : 0) & (lane < left ? 1 : 0);
    }
    const std::int32_t lanes = left < Lanes ? left : Lanes;
    for (std::int32_t lane = 0; lane < lanes; ++lane) ++row[bin[lane]];
  }
};

/// within[i] and the tally of distances, `bins` and one more, for the first `count` particles.
template <int D>
void count_pairs(const CellTable<D>& table, const double* position, std::int64_t count, double probe, double range,
                 std::int32_t bins, std::int32_t* within, DeviceArray<std::int64_t>& tallies) {
  constexpr int lanes = kernels_run_on_host ? table_slack : 1;
  const auto inverse_width = static_cast<float>(static_cast<double>(bins) / range);
  const PairCounts<D, lanes> body{table, position, within, static_cast<float>(probe * probe), inverse_width, bins};
  tally("count pairs", count, bins + 1, body, tallies);
}

}  // namespace starling::analysis
