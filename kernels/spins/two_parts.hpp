// Sums over patterns that 64 bits need not hold, in two parts.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/spins/sign_patterns.hpp"

namespace starling::spins {

/// The sum of up to 2^31 numbers of 64 bits in two parts, high * 2^32 + low.
struct WideSum {
  std::int64_t high;
  std::int64_t low;
};

/// A number is high_part * 2^32 + low_part, 0 <= low_part < 2^32.
STARLING_FUNCTION std::int64_t high_part(std::int64_t number) { return number >> 32; }
STARLING_FUNCTION std::int64_t low_part(std::int64_t number) { return number & 0xffffffff; }

/// The double that is nearest to a sum (for |high| below 2^53; else within two roundings).
STARLING_FUNCTION double rounded(std::int64_t sum) { return static_cast<double>(sum); }
STARLING_FUNCTION double rounded(const WideSum& sum) {
  const std::int64_t high = sum.high + high_part(sum.low);
  return math::fma(static_cast<double>(high), 0x1p32, static_cast<double>(low_part(sum.low)));
}

/// Patterns whose tables of powers hold high parts, and the same ones with tables of low parts: what a flip changes is linear in the
/// tables, so each adds up its own. Each has overlaps of its own, too.
template <class Patterns>
struct TwoParts {
  Patterns high;
  Patterns low;
  std::int64_t count;
  int spins;

  struct Totals {
    typename Patterns::Totals high;
    typename Patterns::Totals low;
  };

  STARLING_FUNCTION void start(std::int64_t word, const std::int8_t* spin) const {
    high.start(word, spin);
    low.start(word, spin);
  }

  [[nodiscard]] STARLING_FUNCTION Totals totals(const WordRange& share) const {
    return {high.totals(share), low.totals(share)};
  }

  [[nodiscard]] STARLING_FUNCTION WideSum flip_change(const Totals& total, int i, std::int64_t s,
                                                      const WordRange& share) const {
    return {high.flip_change(total.high, i, s, share), low.flip_change(total.low, i, s, share)};
  }

  [[nodiscard]] STARLING_FUNCTION Totals flip(int i, std::int32_t s, const WordRange& share) const {
    return {high.flip(i, s, share), low.flip(i, s, share)};
  }

  [[nodiscard]] STARLING_FUNCTION std::int64_t power(std::int64_t pattern) const {
    return high.power(pattern) * (std::int64_t{1} << 32) + low.power(pattern);
  }
};

}  // namespace starling::spins
