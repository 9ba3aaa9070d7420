// Exponential spacings of sorted uniforms, as integers: any rank can draw any of them, and sums have the same bits.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/weights/integer_weight.hpp"

namespace starling {

/// Spacings that are drawn together, and those whose sum is kept.
inline constexpr int spacing_lanes = kernels_run_on_host ? 128 : 1;
inline constexpr int spacing_block = kernels_run_on_host ? 1024 : 1;

/// Spacing k is floor(-ln(u_k) 2^s / 32), u_k the uniform of slot k, for 0 <= k <= N; all add up to at most 2^62. With
/// S_k the sum of the spacings 0 to k, S_0 / S_n, ..., S_{n-1} / S_n are n sorted uniforms, for any n <= N.
struct Spacings {
  random::Key key;
  std::uint64_t time;
  int shift;

  Spacings(random::Key stream, std::int64_t at, std::int64_t particles)
      : key(stream), time(static_cast<std::uint64_t>(at)), shift(weight_shift(particles + 1)) {}

  /// The spacings of `Lanes` slots from `first` on.
  template <int Lanes>
  STARLING_NOINLINE STARLING_FUNCTION void draw(std::int64_t first, std::int64_t* __restrict spacing) const {
    std::int32_t slot[Lanes];
    std::uint64_t words[4][Lanes];
    for (int lane = 0; lane < Lanes; ++lane) slot[lane] = static_cast<std::int32_t>(first + lane);
    random::philox_lanes<Lanes>(slot, time, random::Purpose::resampling, 0, key, words);
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      spacing[lane] =
          integer_weight(math::scaled_log(math::unsigned_to_double(words[0][lane], -0.5), -32.0, -0x1p-5), shift);
    }
  }
};

/// Number of blocks of spacings.
STARLING_FUNCTION std::int64_t spacing_blocks(std::int64_t count) {
  return (count + spacing_block - 1) / spacing_block;
}

/// Sum of the `count` spacings from `first` on; block_end[b], where not null: their sum up to the end of block b.
inline std::int64_t add_spacings(const Spacings& spacings, std::int64_t first, std::int64_t count,
                                 std::int64_t* block_end) {
  std::int64_t total = 0;
  Kokkos::parallel_reduce(
      "add spacings", IndexRange(0, spacing_blocks(count)),
      KOKKOS_LAMBDA(std::int64_t block, std::int64_t & all) {
        std::int64_t spacing[spacing_lanes];
        std::int64_t sum = 0;
        for (std::int64_t at = block * spacing_block; at < (block + 1) * spacing_block && at < count;
             at += spacing_lanes) {
          spacings.draw<spacing_lanes>(first + at, spacing);
          for (int lane = 0; lane < spacing_lanes; ++lane) sum += at + lane < count ? spacing[lane] : 0;
        }
        if (block_end != nullptr) block_end[block] = sum;
        all += sum;
      },
      Kokkos::Sum<std::int64_t>(total));
  if (block_end == nullptr) return total;
  Kokkos::parallel_scan(
      "scan spacings", IndexRange(0, spacing_blocks(count)),
      KOKKOS_LAMBDA(std::int64_t block, std::int64_t & sum, bool last) {
        sum += block_end[block];
        if (last) block_end[block] = sum;
      });
  return total;
}

}  // namespace starling
