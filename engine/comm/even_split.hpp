// Dividing items among blocks as evenly as can be: the one rule by which rows go to ranks and members to groups.
#pragma once

#include <algorithm>
#include <cstdint>

namespace starling {

/// The contiguous items [first, first + count) of `total` that one block holds.
struct RowBlock {
  std::int64_t total = 0;
  std::int64_t first = 0;
  std::int64_t count = 0;

  bool operator==(const RowBlock&) const = default;
};

/// Block `index` of `blocks`: blocks differ by at most one item, the longer ones first; blocks beyond the items are empty.
constexpr RowBlock rows_of(std::int64_t total, std::int64_t index, std::int64_t blocks) {
  const std::int64_t base = total / blocks;
  const std::int64_t longer = total % blocks;
  return {total, index * base + std::min(index, longer), base + (index < longer ? 1 : 0)};
}

/// The inverse: the block that holds `item`, 0 <= item < total.
constexpr std::int64_t block_of(std::int64_t item, std::int64_t total, std::int64_t blocks) {
  const std::int64_t base = total / blocks;
  const std::int64_t longer = total % blocks;
  const std::int64_t in_longer = longer * (base + 1);
  return item < in_longer ? item / (base + 1) : longer + (item - in_longer) / base;
}

}  // namespace starling
