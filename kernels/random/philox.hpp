// Philox4x32-10, the counter-based generator of Salmon et al. (SC11): four random words as a pure function.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/random/purpose.hpp"

namespace starling::random {

/// The 64-bit key: which run, replica, chain and sweep (see make_key).
struct Key {
  std::uint32_t low;
  std::uint32_t high;
};

/// The 128-bit counter: which draw.
struct Counter {
  std::uint32_t w[4];
};

/// Four independent uniform 32-bit words.
struct Words {
  std::uint32_t w[4];
};

inline constexpr int philox_rounds = 10;
inline constexpr std::uint32_t philox_multiplier_0 = 0xD2511F53u;
inline constexpr std::uint32_t philox_multiplier_1 = 0xCD9E8D57u;
inline constexpr std::uint32_t philox_key_step_0 = 0x9E3779B9u;
inline constexpr std::uint32_t philox_key_step_1 = 0xBB67AE85u;

/// The counter of one block of four words: entity, 64-bit step, then purpose in 8 bits above block in 24.
STARLING_FUNCTION Counter make_counter(std::uint32_t entity, std::uint64_t step, Purpose purpose, std::uint32_t block) {
  return {{entity, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32),
           static_cast<std::uint32_t>(purpose) << 24 | (block & 0xffffffu)}};
}

/// The words of a counter under a key, exactly those of Random123's philox4x32 with ten rounds.
STARLING_FUNCTION Words philox(Counter counter, Key key) {
  std::uint32_t c0 = counter.w[0], c1 = counter.w[1], c2 = counter.w[2], c3 = counter.w[3];
  for (int round = 0; round < philox_rounds; ++round) {
    const std::uint64_t product_0 = std::uint64_t{philox_multiplier_0} * c0;
    const std::uint64_t product_1 = std::uint64_t{philox_multiplier_1} * c2;
    c0 = static_cast<std::uint32_t>(product_1 >> 32) ^ c1 ^ key.low;
    c1 = static_cast<std::uint32_t>(product_1);
    c2 = static_cast<std::uint32_t>(product_0 >> 32) ^ c3 ^ key.high;
    c3 = static_cast<std::uint32_t>(product_0);
    key.low += philox_key_step_0;
    key.high += philox_key_step_1;
  }
  return {{c0, c1, c2, c3}};
}

}  // namespace starling::random
