// Normal numbers of a time step: single precision, as their 32-bit words deserve, at a third of the cost.
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/random/philox_lanes.hpp"

namespace starling::random {

/// Two independent standard normals in single precision.
struct StepNormalPair {
  float first;
  float second;
};

/// sqrt(-2 ln u) for u = (word / 2 + 1/2) 2^-31, the division without its remainder, u rounded to 24 bits. At most 6.661;
/// |z| is more once in 4e10 draws of a true normal.
/// u = 2^k m with m in [1/sqrt 2, sqrt 2); ln m = 2 artanh(s), s = (m - 1)/(m + 1).
STARLING_FUNCTION float radius_of_word(std::uint32_t word) {
  constexpr std::uint32_t one = 0x3f800000u;
  constexpr std::uint32_t root_half = 0x3f3504f3u;
  // Half the word: a signed conversion is one instruction everywhere.
  const float scaled = static_cast<float>(static_cast<std::int32_t>(word >> 1)) + 0.5F;
  const std::uint32_t shifted = std::bit_cast<std::uint32_t>(scaled) + (one - root_half);
  const float k = static_cast<float>(static_cast<std::int32_t>(shifted >> 23)) - (127.0F + 31.0F);
  const auto m = std::bit_cast<float>((shifted & 0x007fffffu) + root_half);
  const float s = (m - 1.0F) / (m + 1.0F);
  const float series = math::horner(s * s, -0x1.0p+2F, -0x1.555588p+0F, -0x1.995786p-1F, -0x1.32704cp-1F);
  return __builtin_sqrtf(math::fma(k, -0x1.62e430p+0F, s * series));
}

/// Standard normals r (cos, sin)(a): r from the first word; of the second, the upper bit says whether a turns by pi and
/// the others place it evenly, and symmetrically about 0, in [-pi/2, pi/2]. Within
/// 1e-6 of the exact value for the rounded u; rounding u moves no probability by more than 2^-24.
STARLING_FUNCTION StepNormalPair step_normal_pair(std::uint32_t radius_word, std::uint32_t angle_word) {
  const auto part = static_cast<float>(static_cast<std::int32_t>(angle_word << 1 | 1u));
  const float angle = part * 0x1.921fb6p-31F;
  const float z = angle * angle;
  const float sine_series = math::horner(z, -0x1.555548p-3F, 0x1.110e6ap-7F, -0x1.9f5ff4p-13F, 0x1.5cf930p-19F);
  const float cosine =
      math::horner(z, 1.0F, -0.5F, 0x1.555548p-5F, -0x1.6c1380p-10F, 0x1.9f6f7ep-16F, -0x1.180034p-22F);
  const float sine = math::fma(angle * z, sine_series, angle);
  const auto radius =
      std::bit_cast<float>(std::bit_cast<std::uint32_t>(radius_of_word(radius_word)) ^ (angle_word & 0x80000000u));
  return {radius * cosine, radius * sine};
}

/// Normal number n of an entity at a step: block n/4, position n%4; words (0,1) give positions 0 and 1, words (2,3)
/// positions 2 and 3. The same bits as the lanes of `step_normals`.
STARLING_FUNCTION float step_normal(std::uint32_t entity, Key key, std::uint64_t step, Purpose purpose, int n) {
  const Words words = philox(make_counter(entity, step, purpose, static_cast<std::uint32_t>(n / 4)), key);
  const int first = n % 4 < 2 ? 0 : 2;
  const StepNormalPair pair = step_normal_pair(words.w[first], words.w[first + 1]);
  return n % 2 == 0 ? pair.first : pair.second;
}

/// The first `Count` normals of each of `Lanes` entities at one step: out[n][lane] = step_normal(entity[lane], ..., n).
/// Every lane needs a valid id; pad with any. Lanes of 64 or 128 keep the words in the nearest cache.
template <int Count, int Lanes>
STARLING_FUNCTION void step_normals(const std::int32_t* entity, Key key, std::uint64_t step, Purpose purpose,
                                    float (&out)[Count][Lanes]) {
  std::uint32_t words[4][Lanes];
  float unasked[Lanes];
  for (int block = 0; 4 * block < Count; ++block) {
    philox_lanes<Lanes>(entity, step, purpose, static_cast<std::uint32_t>(block), key, words);
    for (int n = 4 * block; n < Count && n < 4 * block + 4; n += 2) {
      const std::uint32_t(&radius_words)[Lanes] = words[n % 4];
      const std::uint32_t(&angle_words)[Lanes] = words[n % 4 + 1];
      float(&first)[Lanes] = out[n];
      float(&second)[Lanes] = n + 1 < Count ? out[n + 1] : unasked;
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const StepNormalPair pair = step_normal_pair(radius_words[lane], angle_words[lane]);
        first[lane] = pair.first;
        second[lane] = pair.second;
      }
    }
  }
}

}  // namespace starling::random
