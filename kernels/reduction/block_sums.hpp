// Order-free sums, one block of lanes at a time, for values that come in blocks: the same integers, fewer instructions.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/bits.hpp"
#include "kernels/reduction/split.hpp"
#include "kernels/weights/integer_weight.hpp"

namespace starling::reduction {

/// Values that are taken together.
inline constexpr int block_lanes = 128;

/// Whether a functor writes value(first), ..., value(first + Lanes - 1), first > 0, at once by block<Lanes>(first, values).
template <class Functor>
concept ComesInBlocks = requires(const Functor& value, double* values) {
  value.template block<block_lanes>(std::int64_t{0}, values);
};

/// How many blocks hold `count` values, the last perhaps in part.
inline std::int64_t blocks_of(std::int64_t count) { return (count + block_lanes - 1) / block_lanes; }

/// split(), for lanes: where doubles become 64-bit integers only one by one, by adding 1.5 * 2^52, whose bits then hold
/// the integer. That asks for halves of at most 51 bits.
STARLING_FUNCTION SplitValue split_lane(double value, const SplitScale& scale) {
#if STARLING_WIDE_CONVERSIONS
  return split(value, scale);
#else
  const double scaled = value * scale.first_factor * scale.second_factor;
  const double high = __builtin_trunc(scaled);
  const double low = __builtin_trunc((scaled - high) * scale.low_factor);
  constexpr std::uint64_t zero = 0x4338000000000000u;
  return {static_cast<std::int64_t>(math::bits_of(high + 0x1.8p52) - zero),
          static_cast<std::int64_t>(math::bits_of(low + 0x1.8p52) - zero)};
#endif
}

/// Whether split_lane() is right at this scale.
inline bool fits_lanes(const SplitScale& scale) { return STARLING_WIDE_CONVERSIONS != 0 || scale.low_factor <= 0x1p51; }

/// The work of a block as a reduction's body: the first block and one that is not full value by value.
template <class Functor>
struct BlockBody {
  Functor value;
  std::int64_t count;

  [[nodiscard]] STARLING_FUNCTION bool is_whole(std::int64_t block) const {
    return block > 0 && (block + 1) * block_lanes <= count;
  }
  [[nodiscard]] STARLING_FUNCTION std::int64_t end(std::int64_t block) const {
    return (block + 1) * block_lanes < count ? (block + 1) * block_lanes : count;
  }
};

/// MagnitudeBody by blocks.
template <class Functor>
struct MagnitudeBlocks : BlockBody<Functor> {
  STARLING_FUNCTION void operator()(std::int64_t block, double& largest) const {
    if (this->is_whole(block)) {
      const double magnitude = largest_of(block * block_lanes);
      if (magnitude > largest) largest = magnitude;
      return;
    }
    const MagnitudeBody<Functor> one{this->value};
    for (std::int64_t i = block * block_lanes; i < this->end(block); ++i) one(i, largest);
  }

  /// The bits of magnitudes are ordered as the magnitudes are, any NaN above them all.
  [[nodiscard]] STARLING_NOINLINE STARLING_FUNCTION double largest_of(std::int64_t first) const {
    double values[block_lanes];
    this->value.template block<block_lanes>(first, values);
    std::int64_t largest = 0;
    STARLING_LANES
    for (const double each : values) {
      const auto magnitude = static_cast<std::int64_t>(math::bits_of(each) & 0x7fffffffffffffffu);
      largest = magnitude > largest ? magnitude : largest;
    }
    return finite_magnitude(math::double_of(static_cast<std::uint64_t>(largest)));
  }
};

/// SplitBody by blocks.
template <class Functor>
struct SplitBlocks : BlockBody<Functor> {
  SplitScale scale;

  STARLING_FUNCTION void operator()(std::int64_t block, std::int64_t& high, std::int64_t& low) const {
    if (this->is_whole(block)) {
      const SplitValue sum = sum_of(block * block_lanes);
      high += sum.high;
      low += sum.low;
      return;
    }
    const SplitBody<Functor> one{this->value, scale};
    for (std::int64_t i = block * block_lanes; i < this->end(block); ++i) one(i, high, low);
  }

  [[nodiscard]] STARLING_NOINLINE STARLING_FUNCTION SplitValue sum_of(std::int64_t first) const {
    double values[block_lanes];
    this->value.template block<block_lanes>(first, values);
    const SplitScale by = scale;
    std::int64_t high = 0;
    std::int64_t low = 0;
    STARLING_LANES
    for (const double each : values) {
      const SplitValue parts = split_lane(each, by);
      high += parts.high;
      low += parts.low;
    }
    return {high, low};
  }
};

}  // namespace starling::reduction
