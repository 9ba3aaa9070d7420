// The steps at which something regular is due.
#pragma once

#include <cstdint>
#include <limits>

namespace starling {

/// Due at `first` units and every `every` after it; never if `every` is 0.
struct Cadence {
  std::int64_t every = 0;
  std::int64_t first = 0;

  [[nodiscard]] constexpr bool is_due(std::int64_t done) const {
    return every > 0 && done >= first && (done - first) % every == 0;
  }

  /// The next units above `done` at which it is due; the largest number if there are none.
  [[nodiscard]] constexpr std::int64_t next(std::int64_t done) const {
    if (every == 0) return std::numeric_limits<std::int64_t>::max();
    return done < first ? first : first + ((done - first) / every + 1) * every;
  }
};

}  // namespace starling
