// Normal numbers of the parameters of many chains side by side: four parameters share a call of Philox.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/random/normal.hpp"
#include "kernels/random/philox_lanes.hpp"

namespace starling::random {

/// Parameters that draw from one entity.
inline constexpr int parameters_per_draw = 4;

/// The standard normal number of a chain's parameter, below 2^34, at a step: number parameter % 4 of entity parameter / 4.
STARLING_FUNCTION double parameter_normal(std::int64_t parameter, Key key, std::uint64_t step, Purpose purpose) {
  return normal(static_cast<std::uint32_t>(parameter / parameters_per_draw), key, step, purpose,
                static_cast<int>(parameter % parameters_per_draw));
}

/// Of `Lanes` quads of parameters, each of a chain of its own: out[4 * lane + n] is the number of parameter
/// 4 * quad[lane] + n of the chain with the key {key_low[lane], key_high[lane]} (as bits). Every lane needs a valid quad.
template <int Lanes>
STARLING_FUNCTION void parameter_normals(const std::int32_t* quad, const std::int32_t* key_low,
                                         const std::int32_t* key_high, std::uint64_t step, Purpose purpose,
                                         double (&out)[parameters_per_draw * Lanes]) {
  std::uint64_t words[4][Lanes];
  philox_lanes_of_keys<Lanes>(quad, key_low, key_high, step, purpose, 0, words);
  double by_place[parameters_per_draw][Lanes];
  for (int pair = 0; pair < parameters_per_draw; pair += 2) {
    const std::uint64_t(&radius)[Lanes] = words[pair];
    const std::uint64_t(&angle)[Lanes] = words[pair + 1];
    double(&first)[Lanes] = by_place[pair];
    double(&second)[Lanes] = by_place[pair + 1];
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const NormalPair both = normal_pair(radius[lane], angle[lane]);
      first[lane] = both.first;
      second[lane] = both.second;
    }
  }
  for (int lane = 0; lane < Lanes; ++lane) {
    for (int n = 0; n < parameters_per_draw; ++n) out[parameters_per_draw * lane + n] = by_place[n][lane];
  }
}

}  // namespace starling::random
