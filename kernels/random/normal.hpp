// Standard normal numbers as a function of entity, key, step and purpose: Box and Muller on Philox words.
#pragma once

#include <cstdint>

#include "kernels/math/bits.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"

namespace starling::random {

/// Two independent standard normals.
struct NormalPair {
  double first;
  double second;
};

/// The unit vector at angle 2 pi uniform_open(word). The quarter turn is picked from the word by integers, the rest of
/// the angle is an exact integer plus 1/2 in units of 2 pi 2^-32.
STARLING_FUNCTION math::SineCosine direction_of_word(std::uint64_t word) {
  constexpr std::uint64_t eighth = std::uint64_t{1} << 29;
  constexpr std::uint64_t within_quarter = (std::uint64_t{1} << 30) - 1;
  constexpr double unit = 0x1.921fb54442d18p+2 * 0x1p-32;
  const std::uint64_t turned = word + eighth;
  const double rest = math::unsigned_to_double(turned & within_quarter, static_cast<double>(eighth));
  return math::sine_cosine_from_quarter(turned >> 30, math::fma(rest, unit, 0.5 * unit));
}

/// sqrt(-2 ln u) (cos, sin)(2 pi v), u and v the uniform_open numbers of the two words. Radius and angle take 2^32
/// values each; |z| < 6.77, which a true normal exceeds once in 8e10 draws. Within 1.6e-15 of the exact value.
STARLING_FUNCTION NormalPair normal_pair(std::uint64_t radius_word, std::uint64_t angle_word) {
  const double radius = __builtin_sqrt(math::scaled_log(math::unsigned_to_double(radius_word, -0.5), -32.0, -2.0));
  const math::SineCosine direction = direction_of_word(angle_word);
  return {radius * direction.cosine, radius * direction.sine};
}

/// Normal number n of an entity at a step: block n/4, position n%4; words (0,1) give positions 0 and 1, words (2,3)
/// positions 2 and 3.
STARLING_FUNCTION double normal(std::uint32_t entity, Key key, std::uint64_t step, Purpose purpose, int n) {
  const Words words = philox(make_counter(entity, step, purpose, static_cast<std::uint32_t>(n / 4)), key);
  const int first = n % 4 < 2 ? 0 : 2;
  const NormalPair pair = normal_pair(words.w[first], words.w[first + 1]);
  return n % 2 == 0 ? pair.first : pair.second;
}

}  // namespace starling::random
