// Uniform numbers from random words.
#pragma once

#include <cstdint>

#include "kernels/math/bits.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/philox_lanes.hpp"

namespace starling::random {

/// A 32-bit word (its upper half zero) as (word + 1/2) 2^-32, in (0, 1): 2^32 equally spaced values, never 0 or 1.
STARLING_FUNCTION double uniform_open(std::uint64_t word) { return math::unsigned_to_double(word, -0.5) * 0x1p-32; }

/// Two 32-bit words (their upper halves zero) as a multiple of 2^-53 in [0, 1). Both terms and their sum are exact; a
/// conversion of all 53 bits at once would not vectorise.
STARLING_FUNCTION double uniform_53(std::uint64_t high, std::uint64_t low) {
  return math::unsigned_to_double(high) * 0x1p-32 + math::unsigned_to_double(low >> 11) * 0x1p-53;
}

/// Uniform number n of an entity at a step, in [0, 1) with 53 bits: words 2(n%2) and 2(n%2)+1 of block n/2.
STARLING_FUNCTION double uniform(std::uint32_t entity, Key key, std::uint64_t step, Purpose purpose, int n) {
  const Words words = philox(make_counter(entity, step, purpose, static_cast<std::uint32_t>(n / 2)), key);
  const int first = 2 * (n % 2);
  return uniform_53(words.w[first], words.w[first + 1]);
}

/// The first `Count` uniforms of each of `Lanes` entities at one step: out[n][lane] = uniform(entity[lane], ..., n).
template <int Count, int Lanes>
STARLING_FUNCTION void uniforms(const std::int32_t* entity, Key key, std::uint64_t step, Purpose purpose,
                                double (&out)[Count][Lanes]) {
  std::uint64_t words[4][Lanes];
  for (int block = 0; 2 * block < Count; ++block) {
    philox_lanes<Lanes>(entity, step, purpose, static_cast<std::uint32_t>(block), key, words);
    for (int n = 2 * block; n < Count && n < 2 * block + 2; ++n) {
      const std::uint64_t(&high)[Lanes] = words[2 * (n % 2)];
      const std::uint64_t(&low)[Lanes] = words[2 * (n % 2) + 1];
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) out[n][lane] = uniform_53(high[lane], low[lane]);
    }
  }
}

}  // namespace starling::random
