// The key of a stream of random numbers, hashed from what distinguishes runs and their parts.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"

namespace starling::random {

/// The key for a seed, a replica of the system, a chain and a sweep. All 160 bits pass through Philox twice, so that
/// neighbouring numbers give unrelated keys; two different choices share a key with probability 2^-64.
STARLING_FUNCTION Key make_key(std::uint64_t seed, std::uint32_t replica = 0, std::uint32_t chain = 0,
                               std::uint32_t sweep = 0) {
  const Key seed_key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  const Words mixed = philox(Counter{{replica, chain, sweep, 0x5374614cu}}, seed_key);
  const Words again = philox(Counter{{mixed.w[2], mixed.w[3], sweep, replica}}, Key{mixed.w[0], mixed.w[1]});
  return {again.w[0], again.w[1]};
}

}  // namespace starling::random
