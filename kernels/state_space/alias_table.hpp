// Walker's alias table: an index drawn by weight with one look at memory.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling {

/// A bucket of the table. Bucket k gives k if a 32-bit fraction is below the upper half, else the index in the lower half.
using AliasEntry = std::uint64_t;

STARLING_FUNCTION AliasEntry alias_entry(std::uint64_t share, std::int64_t other) {
  return share << 32 | static_cast<std::uint32_t>(other);
}

/// The position of two random words in a table of `count` buckets: the bucket in the upper half, the fraction below it.
STARLING_FUNCTION std::uint64_t alias_position(std::uint64_t high, std::uint64_t low, std::uint64_t count) {
  return high * count + (low * count >> 32);
}

/// The index that a position gives.
STARLING_FUNCTION std::int32_t alias_choice(const AliasEntry* table, std::uint64_t position) {
  const AliasEntry entry = table[position >> 32];
  return static_cast<std::int32_t>((position & 0xffffffffu) < entry >> 32 ? position >> 32 : entry & 0xffffffffu);
}

/// Fills the table of `count` integer weights, none negative, with the positive sum `total`; count * weight[k] and
/// 2 * total must be below 2^63. Shares are rounded down to 2^-32 of the mean weight, and an index without weight is never
/// drawn. `scratch` has room for `count` indices. One pass in the order of the indices, after Huebschle-Schneider and
/// Sanders (2019): the heavy index at hand fills light buckets until it is light itself, and the next heavy one fills up
/// its bucket.
STARLING_FUNCTION void fill_alias_table(const std::int64_t* weight, std::int64_t count, std::int64_t total,
                                        std::int32_t* scratch, AliasEntry* table) {
  // Light indices from the front, heavy ones from the back, without a branch to guess.
  std::int64_t light_end = 0;
  std::int64_t heavy_end = count - 1;
  for (std::int64_t k = 0; k < count; ++k) {
    const bool heavy = weight[k] * count > total;
    scratch[heavy ? heavy_end : light_end] = static_cast<std::int32_t>(k);
    heavy_end -= heavy ? 1 : 0;
    light_end += heavy ? 0 : 1;
    table[k] = alias_entry(0, k);
  }
  if (light_end == count) return;  // all weights are the mean
  const double units = 0x1p32 / static_cast<double>(total);
  std::int64_t light = 0;
  std::int64_t next_heavy = count - 2;
  std::int64_t filling = scratch[count - 1];
  std::int64_t rest = weight[filling] * count;
  for (std::int64_t step = 1; step < count; ++step) {
    const bool above = rest > total;
    if (!above && next_heavy < light_end) break;  // whoever is left has exactly the mean
    const std::int64_t other = scratch[above ? light : next_heavy];
    const std::int64_t others = weight[other] * count;
    const double share = static_cast<double>(above ? others : rest) * units;
    const auto whole = static_cast<std::int64_t>(share);
    table[above ? other : filling] = alias_entry(whole > 0xffffffff ? 0xffffffff : whole, above ? filling : other);
    rest = rest - total + others;
    filling = above ? filling : other;
    light += above ? 1 : 0;
    next_heavy -= above ? 0 : 1;
  }
}

}  // namespace starling
