// Many chains side by side in memory, and how their parameters divide into what one thread works on.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/random/chain_normals.hpp"

namespace starling::samplers {

/// Chains of equally many parameters: parameter i of chain c at c * stride + i of an array of doubles. The stride is a
/// whole number of quads; what is beyond the parameters stays zero, its noise being none.
struct ChainShape {
  std::int64_t chains;
  std::int64_t parameters;
  std::int64_t stride;

  static ChainShape of(std::int64_t chains, std::int64_t parameters) {
    constexpr std::int64_t quad = random::parameters_per_draw;
    return {chains, parameters, (parameters + quad - 1) / quad * quad};
  }
  [[nodiscard]] STARLING_FUNCTION std::int64_t size() const { return chains * stride; }
  [[nodiscard]] STARLING_FUNCTION std::int64_t quads_each() const { return stride / random::parameters_per_draw; }
  [[nodiscard]] STARLING_FUNCTION std::int64_t quads() const { return chains * quads_each(); }
};

/// Which noise a sweep draws: that of (keys[chain]; parameter, step, purpose).
struct ChainNoise {
  const random::Key* keys;
  std::uint64_t step;
  random::Purpose purpose;
};

}  // namespace starling::samplers
