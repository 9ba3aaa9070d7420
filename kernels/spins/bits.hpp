// Signs of random patterns, 64 of them to a word: stored, or drawn again wherever they are needed.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"

namespace starling::spins {

/// Patterns to a word.
inline constexpr int patterns_together = 64;

/// Words that hold so many patterns.
STARLING_FUNCTION std::int64_t words_of(std::int64_t patterns) {
  return (patterns + patterns_together - 1) / patterns_together;
}

/// Bit b of a word is set where pattern 64 word + b has +1 at the spin. Bits beyond the last pattern may be set.
struct DrawnBits {
  random::Key key;

  [[nodiscard]] STARLING_FUNCTION std::uint64_t word(int spin, std::int64_t word) const {
    const random::Words drawn =
        random::philox(random::make_counter(static_cast<std::uint32_t>(spin), static_cast<std::uint64_t>(word),
                                            random::Purpose::spin_pattern, 0),
                       key);
    return static_cast<std::uint64_t>(drawn.w[1]) << 32 | drawn.w[0];
  }
};

/// The same of words in device memory, those of a spin one after the other.
struct StoredBits {
  const std::uint64_t* bits;
  std::int64_t words;

  [[nodiscard]] STARLING_FUNCTION std::uint64_t word(int spin, std::int64_t word) const {
    return bits[spin * words + word];
  }
};

/// +1 or -1.
template <class Bits>
STARLING_FUNCTION int sign_of(const Bits& bits, int spin, std::int64_t pattern) {
  return (bits.word(spin, pattern / patterns_together) >> (pattern % patterns_together) & 1u) != 0 ? 1 : -1;
}

}  // namespace starling::spins
