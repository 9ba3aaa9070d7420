// Philox4x32-10 for many entities at once.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/wide_word.hpp"

// g++ unrolls the rounds only when asked to.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__)
#define STARLING_UNROLL_ROUNDS _Pragma("GCC unroll 10")
#else
#define STARLING_UNROLL_ROUNDS
#endif

namespace starling::random {

/// The same key for all lanes.
template <typename Word>
struct OneKey {
  Key key;
  [[nodiscard]] STARLING_FUNCTION Word low(int /*i*/, std::uint32_t step) const {
    return Word{} + std::uint64_t{key.low + step};
  }
  [[nodiscard]] STARLING_FUNCTION Word high(int /*i*/, std::uint32_t step) const {
    return Word{} + std::uint64_t{key.high + step};
  }
};

/// A key per lane, zero-extended.
template <typename Word, int Together>
struct KeyPerLane {
  Word low_word[Together];
  Word high_word[Together];
  [[nodiscard]] STARLING_FUNCTION Word low(int i, std::uint32_t step) const {
    return low_word[i] + std::uint64_t{step};
  }
  [[nodiscard]] STARLING_FUNCTION Word high(int i, std::uint32_t step) const {
    return high_word[i] + std::uint64_t{step};
  }
};

/// The ten rounds on `Together` words or registers of words side by side, so that one hides the latency of another.
/// Only the low 32 bits of a lane count on the way; word i of lane j is stored at words[i * stride + j].
template <typename Word, int Together, typename Keys, typename Stored>
STARLING_FUNCTION void philox_group(Word (&c0)[Together], Word (&c1)[Together], Word (&c2)[Together],
                                    Word (&c3)[Together], const Keys& keys, Stored* words, int stride) {
  constexpr int lanes = sizeof(Word) / 8;
  const Word zero{};
  const Word multiplier_0 = zero + std::uint64_t{philox_multiplier_0};
  const Word multiplier_1 = zero + std::uint64_t{philox_multiplier_1};
  STARLING_UNROLL_ROUNDS
  for (int round = 0; round < philox_rounds; ++round) {
    STARLING_UNROLL_ROUNDS
    for (int i = 0; i < Together; ++i) {
      const Word key_low = keys.low(i, round * philox_key_step_0);
      const Word key_high = keys.high(i, round * philox_key_step_1);
      const Word product_0 = product_of_low_halves(c0[i], multiplier_0);
      const Word product_1 = product_of_low_halves(c2[i], multiplier_1);
      c0[i] = (product_1 >> 32) ^ c1[i] ^ key_low;
      c1[i] = product_1;
      c2[i] = (product_0 >> 32) ^ c3[i] ^ key_high;
      c3[i] = product_0;
    }
  }
  for (int i = 0; i < Together; ++i) {
    store_low_halves(c0[i], words + i * lanes);
    store_low_halves(c1[i], words + stride + i * lanes);
    store_low_halves(c2[i], words + 2 * stride + i * lanes);
    store_low_halves(c3[i], words + 3 * stride + i * lanes);
  }
}

/// Philox of counters that differ in their first word only: the ids of `entity`.
template <typename Word, int Together, typename Stored>
STARLING_FUNCTION void philox_of_entities(const std::int32_t* entity, Counter counter, Key key, Stored* words,
                                          int stride) {
  constexpr int lanes = sizeof(Word) / 8;
  const Word zero{};
  Word c0[Together], c1[Together], c2[Together], c3[Together];
  for (int i = 0; i < Together; ++i) {
    load_ids(entity + i * lanes, c0[i]);
    c1[i] = zero + std::uint64_t{counter.w[1]};
    c2[i] = zero + std::uint64_t{counter.w[2]};
    c3[i] = zero + std::uint64_t{counter.w[3]};
  }
  philox_group(c0, c1, c2, c3, OneKey<Word>{key}, words, stride);
}

/// Philox of counters that differ in their first word, the ids of `entity`, and in the last: block[lane] is added to it.
template <typename Word, int Together>
STARLING_FUNCTION void philox_of_blocks(const std::int32_t* entity, const std::int32_t* block, Counter counter, Key key,
                                        std::uint64_t* words, int stride) {
  constexpr int lanes = sizeof(Word) / 8;
  const Word zero{};
  Word c0[Together], c1[Together], c2[Together], c3[Together];
  for (int i = 0; i < Together; ++i) {
    load_ids(entity + i * lanes, c0[i]);
    load_ids(block + i * lanes, c3[i]);
    c1[i] = zero + std::uint64_t{counter.w[1]};
    c2[i] = zero + std::uint64_t{counter.w[2]};
    c3[i] = c3[i] + std::uint64_t{counter.w[3]};
  }
  philox_group(c0, c1, c2, c3, OneKey<Word>{key}, words, stride);
}

/// Philox of counters that differ in their first word, the ids of `entity`, each with a key of its own, whose halves are
/// the bits of `key_low` and `key_high`.
template <typename Word, int Together>
STARLING_FUNCTION void philox_of_keys(const std::int32_t* entity, const std::int32_t* key_low,
                                      const std::int32_t* key_high, Counter counter, std::uint64_t* words, int stride) {
  constexpr int lanes = sizeof(Word) / 8;
  const Word zero{};
  Word c0[Together], c1[Together], c2[Together], c3[Together];
  KeyPerLane<Word, Together> keys;
  for (int i = 0; i < Together; ++i) {
    load_ids(entity + i * lanes, c0[i]);
    load_ids(key_low + i * lanes, keys.low_word[i]);
    load_ids(key_high + i * lanes, keys.high_word[i]);
    c1[i] = zero + std::uint64_t{counter.w[1]};
    c2[i] = zero + std::uint64_t{counter.w[2]};
    c3[i] = zero + std::uint64_t{counter.w[3]};
  }
  philox_group(c0, c1, c2, c3, keys, words, stride);
}

/// The four words of each of `Lanes` entities at one step, purpose and block: words[i][lane] is word i of
/// philox(make_counter(entity[lane], step, purpose, block), key), as a 32-bit number or zero-extended.
/// Fast where `Lanes` is a multiple of 32.
template <int Lanes, typename Stored>
STARLING_FUNCTION void philox_lanes(const std::int32_t* entity, std::uint64_t step, Purpose purpose,
                                    std::uint32_t block, Key key, Stored (&words)[4][Lanes]) {
  const Counter counter = make_counter(0, step, purpose, block);
  if constexpr (wide_word_lanes > 1 && Lanes % (4 * wide_word_lanes) == 0) {
    for (int lane = 0; lane < Lanes; lane += 4 * wide_word_lanes)
      philox_of_entities<WideWord, 4>(entity + lane, counter, key, &words[0][lane], Lanes);
  } else {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane)
      philox_of_entities<std::uint64_t, 1>(entity + lane, counter, key, &words[0][lane], Lanes);
  }
}

/// The four words of each of `Lanes` pairs of an entity and a block (below 2^24) at one step and purpose: words[i][lane]
/// is word i of philox(make_counter(entity[lane], step, purpose, block[lane]), key), zero-extended.
template <int Lanes>
STARLING_FUNCTION void philox_lanes(const std::int32_t* entity, const std::int32_t* block, std::uint64_t step,
                                    Purpose purpose, Key key, std::uint64_t (&words)[4][Lanes]) {
  const Counter counter = make_counter(0, step, purpose, 0);
  if constexpr (wide_word_lanes > 1 && Lanes % (4 * wide_word_lanes) == 0) {
    for (int lane = 0; lane < Lanes; lane += 4 * wide_word_lanes)
      philox_of_blocks<WideWord, 4>(entity + lane, block + lane, counter, key, &words[0][lane], Lanes);
  } else {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane)
      philox_of_blocks<std::uint64_t, 1>(entity + lane, block + lane, counter, key, &words[0][lane], Lanes);
  }
}

/// The four words of each of `Lanes` entities, each with a key of its own, at one step, purpose and block: words[i][lane]
/// is word i of philox(make_counter(entity[lane], step, purpose, block), {key_low[lane], key_high[lane]}), zero-extended.
template <int Lanes>
STARLING_FUNCTION void philox_lanes_of_keys(const std::int32_t* entity, const std::int32_t* key_low,
                                            const std::int32_t* key_high, std::uint64_t step, Purpose purpose,
                                            std::uint32_t block, std::uint64_t (&words)[4][Lanes]) {
  const Counter counter = make_counter(0, step, purpose, block);
  if constexpr (wide_word_lanes > 1 && Lanes % (4 * wide_word_lanes) == 0) {
    for (int lane = 0; lane < Lanes; lane += 4 * wide_word_lanes)
      philox_of_keys<WideWord, 4>(entity + lane, key_low + lane, key_high + lane, counter, &words[0][lane], Lanes);
  } else {
    for (int lane = 0; lane < Lanes; ++lane)
      philox_of_keys<std::uint64_t, 1>(entity + lane, key_low + lane, key_high + lane, counter, &words[0][lane], Lanes);
  }
}

}  // namespace starling::random

#undef STARLING_UNROLL_ROUNDS
