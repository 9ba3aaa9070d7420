// Random numbers of jumps.
#pragma once

#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::jump {

/// A standard exponential number of a uniform one; never 0, so that who cannot leave does not.
STARLING_FUNCTION double exponential(double uniform) {
  const double e = -math::log(1.0 - uniform);
  return e > 0x1p-60 ? e : 0x1p-60;
}

/// From words of Philox: a uniform number that picks, and an exponential one that waits.
template <int Lanes>
STARLING_FUNCTION void pick_and_wait(const std::uint64_t (&words)[4][Lanes], double (&pick)[Lanes],
                                     double (&wait)[Lanes]) {
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane) {
    pick[lane] = random::uniform_53(words[0][lane], words[1][lane]);
    wait[lane] = exponential(random::uniform_53(words[2][lane], words[3][lane]));
  }
}

/// The keys of `Lanes` paths, in halves.
template <int Lanes>
struct PathKeys {
  std::int32_t low[Lanes];
  std::int32_t high[Lanes];

  STARLING_FUNCTION PathKeys(std::uint64_t seed, std::uint32_t replica, std::int64_t first) {
    for (int lane = 0; lane < Lanes; ++lane) {
      const random::Key key = random::make_key(seed, replica, static_cast<std::uint32_t>(first + lane));
      low[lane] = static_cast<std::int32_t>(key.low);
      high[lane] = static_cast<std::int32_t>(key.high);
    }
  }
};

}  // namespace starling::jump
