// Random numbers of slots: every word of Philox is used, and consecutive slots draw side by side.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/random/normal.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::random {

// A call of Philox gives four words, two pairs of normals. Slots are taken in groups of 128: slot s of group g draws from
// entity 32 g + s % 32, its word being word s / 32 of the four. What a slot gets depends on its number alone.

inline constexpr int slot_group = 128;                ///< slots that draw together
inline constexpr int slot_entities = slot_group / 4;  ///< entities they draw from

/// The entity that a slot shares with three others.
STARLING_FUNCTION std::uint32_t entity_of_slot(std::int64_t slot) {
  return static_cast<std::uint32_t>(slot / slot_group * slot_entities + slot % slot_entities);
}

/// Which of the entity's four words (or normals) is the slot's.
STARLING_FUNCTION int word_of_slot(std::int64_t slot) { return static_cast<int>(slot % slot_group) / slot_entities; }

/// Standard normal number n of a slot at a step; words (0,1) give the normals of words 0 and 1, (2,3) those of 2 and 3.
STARLING_FUNCTION double slot_normal(std::int64_t slot, Key key, std::uint64_t step, Purpose purpose, int n) {
  return normal(entity_of_slot(slot), key, step, purpose, 4 * n + word_of_slot(slot));
}

/// Uniform number n of a slot at a step, in [0, 1) with 53 bits: the slot's words of blocks 2n and 2n + 1.
STARLING_FUNCTION double slot_uniform(std::int64_t slot, Key key, std::uint64_t step, Purpose purpose, int n) {
  const std::uint32_t entity = entity_of_slot(slot);
  const int word = word_of_slot(slot);
  const auto block = static_cast<std::uint32_t>(2 * n);
  const Words high = philox(make_counter(entity, step, purpose, block), key);
  const Words low = philox(make_counter(entity, step, purpose, block + 1), key);
  return uniform_53(high.w[word], low.w[word]);
}

/// Normal number n of slots first_slot + lane: out[lane] = slot_normal(first_slot + lane, ..., n). With `Lanes` = slot_group
/// the first slot must begin a group; else `Lanes` is 1.
template <int Lanes>
STARLING_FUNCTION void slot_normal_row(std::int64_t first_slot, Key key, std::uint64_t step, Purpose purpose, int n,
                                       double* __restrict out) {
  if constexpr (Lanes == 1) {
    out[0] = slot_normal(first_slot, key, step, purpose, n);
  } else {
    static_assert(Lanes == slot_group);
    std::int32_t entity[slot_entities];
    std::uint64_t words[4][slot_entities];
    const auto first = static_cast<std::int32_t>(entity_of_slot(first_slot));
    for (int i = 0; i < slot_entities; ++i) entity[i] = first + i;
    philox_lanes<slot_entities>(entity, step, purpose, static_cast<std::uint32_t>(n), key, words);
    for (int pair = 0; pair < 4; pair += 2) {
      double* const __restrict cosines = out + pair * slot_entities;
      double* const __restrict sines = cosines + slot_entities;
      STARLING_LANES
      for (int i = 0; i < slot_entities; ++i) {
        const NormalPair both = normal_pair(words[pair][i], words[pair + 1][i]);
        cosines[i] = both.first;
        sines[i] = both.second;
      }
    }
  }
}

/// The first `Count` normals of slots first_slot + lane, row by row: out[n][lane] = slot_normal(first_slot + lane, ..., n).
template <int Count, int Lanes>
STARLING_FUNCTION void slot_normals(std::int64_t first_slot, Key key, std::uint64_t step, Purpose purpose,
                                    double (&out)[Count][Lanes]) {
  for (int n = 0; n < Count; ++n) slot_normal_row<Lanes>(first_slot, key, step, purpose, n, out[n]);
}

/// The first `Count` uniforms of slots first_slot + lane, as for normals: out[n][lane] = slot_uniform(...).
template <int Count, int Lanes>
STARLING_FUNCTION void slot_uniforms(std::int64_t first_slot, Key key, std::uint64_t step, Purpose purpose,
                                     double (&out)[Count][Lanes]) {
  if constexpr (Lanes == 1) {
    for (int n = 0; n < Count; ++n) out[n][0] = slot_uniform(first_slot, key, step, purpose, n);
  } else {
    static_assert(Lanes == slot_group);
    std::int32_t entity[slot_entities];
    std::uint64_t high[4][slot_entities];
    std::uint64_t low[4][slot_entities];
    const auto first = static_cast<std::int32_t>(entity_of_slot(first_slot));
    for (int i = 0; i < slot_entities; ++i) entity[i] = first + i;
    for (int n = 0; n < Count; ++n) {
      const auto block = static_cast<std::uint32_t>(2 * n);
      philox_lanes<slot_entities>(entity, step, purpose, block, key, high);
      philox_lanes<slot_entities>(entity, step, purpose, block + 1, key, low);
      for (int word = 0; word < 4; ++word) {
        for (int i = 0; i < slot_entities; ++i) {
          out[n][word * slot_entities + i] = uniform_53(high[word][i], low[word][i]);
        }
      }
    }
  }
}

}  // namespace starling::random
