// Gamma variates.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/normal.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::random {

/// A variate of the law with density x^(shape - 1) e^(-x) / Gamma(shape), shape > 0, of an entity at a step (Marsaglia and Tsang,
/// ACM Trans. Math. Software 26 (2000) 363): block k holds the k-th trial, which is taken with a probability of 95 % or more. A
/// shape below 1 is that of one more times u^(1/shape), u from the last block.
STARLING_FUNCTION double gamma(double shape, std::uint32_t entity, Key key, std::uint64_t step, Purpose purpose) {
  const double d = (shape < 1.0 ? shape + 1.0 : shape) - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  double value = d;
  constexpr std::uint32_t most_trials = 1u << 20;
  for (std::uint32_t trial = 0; trial < most_trials; ++trial) {
    const Words words = philox(make_counter(entity, step, purpose, trial), key);
    const double z = normal_pair(words.w[0], words.w[1]).first;
    const double root = 1.0 + c * z;
    if (root <= 0.0) continue;
    const double v = root * root * root;
    const double u = 1.0 - uniform_53(words.w[2], words.w[3]);
    if (math::log(u) >= 0.5 * z * z + d * (1.0 - v + math::log(v))) continue;
    value = d * v;
    break;
  }
  if (shape >= 1.0) return value;
  const Words words = philox(make_counter(entity, step, purpose, 0xffffffu), key);
  return value * math::exp(math::log(1.0 - uniform_53(words.w[0], words.w[1])) / shape);
}

}  // namespace starling::random
