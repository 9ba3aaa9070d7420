// Patterns of signs and their overlaps with a configuration of spins, in integers.
#pragma once

#include <cstdint>

#include "kernels/spins/bits.hpp"

namespace starling::spins {

/// Words of patterns, a thread's share.
struct WordRange {
  std::int64_t begin;
  std::int64_t end;
};

/// Powers F(M) = M^P of overlaps M = -N, -N + 2, ..., N, by (M + N)/2, and what a flip changes them by: where a pattern has sign
/// xi and the spin is s, F(M - 2 xi s) - F(M) = even(M) - xi s odd(M).
struct SignTables {
  const std::int64_t* power;
  const std::int64_t* even;
  const std::int64_t* odd;
};

/// Changes of this size can be added up as 32-bit numbers within a word.
inline constexpr std::int64_t most_narrow_change = std::int64_t{1} << 28;

/// Adds those numbers whose bit is set.
template <int Lanes, class Change>
STARLING_FUNCTION void add_where(std::uint32_t bits, const Change* __restrict from, Change* __restrict sum) {
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane)
    sum[lane] += from[lane] & static_cast<Change>(-static_cast<std::int32_t>(bits >> lane & 1u));
}

/// K patterns with overlaps M_mu = sum_i xi_i^mu s_i; `odd` holds odd(M_mu), zeros beyond K, in whole words. Change is int32 where
/// none is above most_narrow_change, else int64.
template <class Bits, class Change>
struct SignPatterns {
  Bits bits;
  std::int64_t count;
  int spins;
  SignTables table;
  std::int32_t* overlap;
  Change* odd;

  /// Sums of even(M) and odd(M) over a share of the patterns.
  struct Totals {
    std::int64_t even = 0;
    std::int64_t odd = 0;
  };

  [[nodiscard]] STARLING_FUNCTION int patterns_in(std::int64_t word) const {
    const std::int64_t left = count - word * patterns_together;
    return left < patterns_together ? static_cast<int>(left) : patterns_together;
  }

  STARLING_FUNCTION void start(std::int64_t word, const std::int8_t* spin) const {
    std::int32_t sum[patterns_together] = {};
    for (int i = 0; i < spins; ++i) {
      const std::uint64_t signs = bits.word(i, word);
      const std::int32_t s = spin[i] > 0 ? 1 : -1;
      STARLING_LANES
      for (int lane = 0; lane < patterns_together; ++lane) sum[lane] += (signs >> lane & 1u) != 0 ? s : -s;
    }
    const int filled = patterns_in(word);
    for (int lane = 0; lane < patterns_together; ++lane) {
      const std::int64_t at = word * patterns_together + lane;
      overlap[at] = lane < filled ? sum[lane] : 0;
      odd[at] = lane < filled ? static_cast<Change>(table.odd[(sum[lane] + spins) / 2]) : Change{0};
    }
  }

  [[nodiscard]] STARLING_FUNCTION Totals totals(const WordRange& share) const {
    Totals sum;
    for (std::int64_t word = share.begin; word < share.end; ++word)
      for (int lane = 0; lane < patterns_in(word); ++lane) {
        const std::int64_t at = word * patterns_together + lane;
        sum.even += table.even[(overlap[at] + spins) / 2];
        sum.odd += odd[at];
      }
    return sum;
  }

  /// What flipping spin i, which is s, changes the share's sum of F by.
  [[nodiscard]] STARLING_FUNCTION std::int64_t flip_change(const Totals& total, int i, std::int64_t s,
                                                           const WordRange& share) const {
    constexpr int half = patterns_together / 2;
    std::int64_t sum[half] = {};
    for (std::int64_t word = share.begin; word < share.end; ++word) {
      const std::uint64_t signs = bits.word(i, word);
      const Change* const from = odd + word * patterns_together;
      Change of_word[half] = {};
      add_where<half>(static_cast<std::uint32_t>(signs), from, of_word);
      add_where<half>(static_cast<std::uint32_t>(signs >> half), from + half, of_word);
      STARLING_LANES
      for (int lane = 0; lane < half; ++lane) sum[lane] += of_word[lane];
    }
    std::int64_t above = 0;
    for (const std::int64_t each : sum) above += each;
    return total.even - s * (2 * above - total.odd);
  }

  /// Flips spin i, which was s; gives the new totals.
  [[nodiscard]] STARLING_FUNCTION Totals flip(int i, std::int32_t s, const WordRange& share) const {
    Totals sum;
    for (std::int64_t word = share.begin; word < share.end; ++word) {
      const std::uint64_t signs = bits.word(i, word);
      const int filled = patterns_in(word);
      for (int lane = 0; lane < filled; ++lane) {
        const std::int64_t at = word * patterns_together + lane;
        const std::int32_t now = overlap[at] - ((signs >> lane & 1u) != 0 ? 2 * s : -2 * s);
        const std::int32_t place = (now + spins) / 2;
        overlap[at] = now;
        odd[at] = static_cast<Change>(table.odd[place]);
        sum.even += table.even[place];
        sum.odd += odd[at];
      }
    }
    return sum;
  }

  [[nodiscard]] STARLING_FUNCTION std::int64_t power(std::int64_t pattern) const {
    return table.power[(overlap[pattern] + spins) / 2];
  }
};

}  // namespace starling::spins
