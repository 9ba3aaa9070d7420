// Patterns that are sums of noisy examples, and their overlaps with a configuration of spins, in integers.
#pragma once

#include <cstdint>

#include "kernels/spins/sign_patterns.hpp"

namespace starling::spins {

/// How often +1 outnumbers -1 among `examples` examples of spin i of a pattern of this sign: each is right where its word is below
/// `right`, a probability times 2^32.
STARLING_FUNCTION int draw_count(int spin, std::int64_t pattern, int sign, int examples, std::uint64_t right,
                                 random::Key key) {
  int sum = 0;
  for (int a = 0; a < examples; a += 4) {
    const random::Words words =
        random::philox(random::make_counter(static_cast<std::uint32_t>(spin), static_cast<std::uint64_t>(pattern),
                                            random::Purpose::spin_example, static_cast<std::uint32_t>(a / 4)),
                       key);
    for (int k = 0; k < 4 && a + k < examples; ++k) sum += words.w[k] < right ? sign : -sign;
  }
  return sum;
}

/// K patterns of whole numbers S in [-largest, largest] with overlaps M_mu = sum_i S_i^mu s_i; rows of a spin are in whole words,
/// with zeros beyond K. power[M + N largest] = M^P.
struct CountPatterns {
  const std::int8_t* value;
  std::int64_t count;
  int spins;
  int largest;
  const std::int64_t* table;
  std::int32_t* overlap;

  struct Totals {};

  [[nodiscard]] STARLING_FUNCTION const std::int8_t* row(int spin) const {
    return value + spin * words_of(count) * patterns_together;
  }
  [[nodiscard]] STARLING_FUNCTION std::int64_t power_of(std::int32_t of) const {
    return table[of + static_cast<std::int64_t>(spins) * largest];
  }

  STARLING_FUNCTION void start(std::int64_t word, const std::int8_t* spin) const {
    for (int lane = 0; lane < patterns_together; ++lane) {
      const std::int64_t at = word * patterns_together + lane;
      std::int32_t sum = 0;
      for (int i = 0; i < spins; ++i) sum += row(i)[at] * spin[i];
      overlap[at] = sum;
    }
  }

  [[nodiscard]] STARLING_FUNCTION Totals totals(const WordRange& /*share*/) const { return {}; }

  [[nodiscard]] STARLING_FUNCTION std::int64_t flip_change(const Totals& /*total*/, int i, std::int64_t s,
                                                           const WordRange& share) const {
    const std::int8_t* const own = row(i);
    const auto twice = static_cast<std::int32_t>(2 * s);
    std::int64_t sum = 0;
    for (std::int64_t at = share.begin * patterns_together; at < share.end * patterns_together; ++at)
      sum += power_of(overlap[at] - twice * own[at]) - power_of(overlap[at]);
    return sum;
  }

  [[nodiscard]] STARLING_FUNCTION Totals flip(int i, std::int32_t s, const WordRange& share) const {
    const std::int8_t* const own = row(i);
    for (std::int64_t at = share.begin * patterns_together; at < share.end * patterns_together; ++at)
      overlap[at] -= 2 * s * own[at];
    return {};
  }

  [[nodiscard]] STARLING_FUNCTION std::int64_t power(std::int64_t pattern) const { return power_of(overlap[pattern]); }
};

}  // namespace starling::spins
