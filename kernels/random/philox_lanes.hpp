// Philox4x32-10 for many entities at once.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"

namespace starling::random {

/// The four words of each of `Lanes` entities at one step, purpose and block: words[i][lane] is word i of
/// philox(make_counter(entity[lane], step, purpose, block), key), zero-extended. The words live in 64-bit lanes, where
/// 32 x 32 -> 64 bit products vectorise.
template <int Lanes>
STARLING_FUNCTION void philox_lanes(const std::int32_t* entity, std::uint64_t step, Purpose purpose,
                                    std::uint32_t block, Key key, std::uint64_t (&words)[4][Lanes]) {
  constexpr std::uint64_t low_half = 0xffffffffu;
  const Counter counter = make_counter(0, step, purpose, block);
  std::uint64_t key_low[philox_rounds], key_high[philox_rounds];
  for (int round = 0; round < philox_rounds; ++round) {
    key_low[round] = key.low + round * philox_key_step_0;
    key_high[round] = key.high + round * philox_key_step_1;
  }
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane) {
    std::uint64_t c0 = static_cast<std::uint32_t>(entity[lane]), c1 = counter.w[1], c2 = counter.w[2], c3 = counter.w[3];
    for (int round = 0; round < philox_rounds; ++round) {
      const std::uint64_t product_0 = (c0 & low_half) * philox_multiplier_0;
      const std::uint64_t product_1 = (c2 & low_half) * philox_multiplier_1;
      c0 = (product_1 >> 32) ^ c1 ^ key_low[round];
      c1 = product_1;
      c2 = (product_0 >> 32) ^ c3 ^ key_high[round];
      c3 = product_0;
    }
    words[0][lane] = c0 & low_half;
    words[1][lane] = c1 & low_half;
    words[2][lane] = c2 & low_half;
    words[3][lane] = c3 & low_half;
  }
}

}  // namespace starling::random
