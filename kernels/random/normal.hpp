// Standard normal numbers as a function of entity, key, step and purpose: Box and Muller on Philox words.
#pragma once

#include <cstdint>

#include "kernels/math/logarithm.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::random {

/// Two independent standard normals.
struct NormalPair {
  double first;
  double second;
};

/// sqrt(-2 ln u) (cos, sin)(2 pi v) with u and v of 32 bits each (uniform_open). The radius takes 2^32 values and so
/// does the angle; |z| < 6.77 (a true normal exceeds that once in 8e10 draws).
STARLING_FUNCTION NormalPair normal_pair(std::uint64_t radius_word, std::uint64_t angle_word) {
  const double radius = __builtin_sqrt(math::minus_two_log(uniform_open(radius_word)));
  const math::SineCosine direction = math::sine_cosine_of_turn(uniform_open(angle_word));
  return {radius * direction.cosine, radius * direction.sine};
}

/// Normal number n of an entity at a step: block n/4, position n%4; words (0,1) give positions 0 and 1, words (2,3)
/// positions 2 and 3. The same bits as the lanes of `normals`.
STARLING_FUNCTION double normal(std::uint32_t entity, Key key, std::uint64_t step, Purpose purpose, int n) {
  const Words words = philox(make_counter(entity, step, purpose, static_cast<std::uint32_t>(n / 4)), key);
  const int first = n % 4 < 2 ? 0 : 2;
  const NormalPair pair = normal_pair(words.w[first], words.w[first + 1]);
  return n % 2 == 0 ? pair.first : pair.second;
}

/// The first `Count` normals of each of `Lanes` entities at one step: out[n][lane] = normal(entity[lane], ..., n).
/// Every lane needs a valid id; pad with any. Lanes of 64 or 128 keep the words in the nearest cache.
template <int Count, int Lanes>
STARLING_FUNCTION void normals(const std::int32_t* entity, Key key, std::uint64_t step, Purpose purpose,
                               double (&out)[Count][Lanes]) {
  std::uint64_t words[4][Lanes];
  for (int block = 0; 4 * block < Count; ++block) {
    philox_lanes<Lanes>(entity, step, purpose, static_cast<std::uint32_t>(block), key, words);
    for (int pair = 0; pair < 2; ++pair) {
      const int n = 4 * block + 2 * pair;
      if (n + 1 < Count) {
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane) {
          const NormalPair z = normal_pair(words[2 * pair][lane], words[2 * pair + 1][lane]);
          out[n][lane] = z.first;
          out[n + 1][lane] = z.second;
        }
      } else if (n < Count) {
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane)
          out[n][lane] = normal_pair(words[2 * pair][lane], words[2 * pair + 1][lane]).first;
      }
    }
  }
}

}  // namespace starling::random
