// Standard normals for a block of entities, as many as are asked for at run time.
#pragma once

#include <cstdint>

#include "kernels/random/normal.hpp"
#include "kernels/random/philox_lanes.hpp"

namespace starling::random {

/// out[n][lane] = normal(entity[lane], key, step, purpose, n) for n < count; rows up to the next multiple of four, which
/// must exist, are overwritten too.
template <int Lanes>
STARLING_FUNCTION void normal_rows(const std::int32_t* entity, Key key, std::uint64_t step, Purpose purpose, int count,
                                   double (*out)[Lanes]) {
  std::uint64_t words[4][Lanes];
  for (int first = 0; first < count; first += 4) {
    philox_lanes<Lanes>(entity, step, purpose, static_cast<std::uint32_t>(first / 4), key, words);
    for (int pair = 0; pair < 2; ++pair) {
      const std::uint64_t(&radius_words)[Lanes] = words[2 * pair];
      const std::uint64_t(&angle_words)[Lanes] = words[2 * pair + 1];
      double(&one)[Lanes] = out[first + 2 * pair];
      double(&other)[Lanes] = out[first + 2 * pair + 1];
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const NormalPair normals = normal_pair(radius_words[lane], angle_words[lane]);
        one[lane] = normals.first;
        other[lane] = normals.second;
      }
    }
  }
}

}  // namespace starling::random
