// The learning rate of each update.
#pragma once

#include <cstdint>

namespace starling::learning {

enum class RateKind { constant, cosine };

/// A rate that rises linearly over the first `warm_up` updates and then stays, or falls along half a period of a cosine
/// (Loshchilov and Hutter, ICLR 2017, without restarts).
struct LearningRate {
  RateKind kind = RateKind::constant;
  double highest = 1e-3;
  std::int64_t warm_up = 0;     ///< updates; 0: none
  std::int64_t updates = 0;     ///< cosine: how many there will be, with the warm-up
  double final_fraction = 0.0;  ///< cosine: of `highest`, reached after `updates` updates and kept

  /// The rate of update u = 0, 1, ...: highest (u + 1) / warm_up for u < warm_up, and then, for a cosine,
  /// highest (f + (1 - f) (1 + cos(pi p)) / 2) with f = final_fraction, p = min(1, (u - warm_up) / (updates - warm_up)).
  [[nodiscard]] double at(std::int64_t update) const;
};

}  // namespace starling::learning
