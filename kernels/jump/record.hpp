// Writing down the paths of jump processes.
#pragma once

#include <cstdint>

#include "kernels/jump/arrays.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::jump {

/// Paths of which nothing is written down.
struct NoRecord {
  template <class State>
  STARLING_FUNCTION void look(std::int64_t /*path*/, std::int64_t /*time*/, const State& /*state*/) const {}
  template <class State>
  STARLING_FUNCTION void jump(std::int64_t /*path*/, std::int64_t /*number*/, double /*time*/,
                              const State& /*state*/) const {}
};

/// Where paths are written down, a state being `width` numbers.
struct PathRecord {
  const std::int64_t* offset;  ///< jumps of path t lie from offset[t] up to offset[t + 1]: the first that it makes
  std::int64_t looks;
  std::int64_t width;
  std::int32_t* seen;   ///< at time k >= 1 of the grid: from (t * looks + k - 1) * width on
  double* time;         ///< of each jump
  std::int32_t* state;  ///< after each jump

  STARLING_FUNCTION bool holds(std::int64_t path, std::int64_t number) const {
    return number < offset[path + 1] - offset[path];
  }
};

/// Paths of a process with few states. At the grid's times another state is seen with probability `error`, any with the same
/// chance, by numbers of (key of the path; time).
struct RecordStates {
  PathRecord to;
  std::int32_t states;
  double error;
  std::uint64_t seed;
  std::uint32_t replica;
  std::int64_t first;  ///< number of the first path

  STARLING_FUNCTION void look(std::int64_t path, std::int64_t time, std::int32_t state) const {
    std::int32_t seen = state;
    if (error > 0.0) {
      const random::Key key = random::make_key(seed, replica, static_cast<std::uint32_t>(first + path));
      const auto entity = static_cast<std::uint32_t>(time);
      if (random::uniform(entity, key, 0, random::Purpose::seen_state, 0) < error) {
        const double other = random::uniform(entity, key, 0, random::Purpose::seen_state, 1);
        seen = (state + 1 + static_cast<std::int32_t>(other * static_cast<double>(states - 1))) % states;
      }
    }
    to.seen[path * to.looks + time - 1] = seen;
  }

  STARLING_FUNCTION void jump(std::int64_t path, std::int64_t number, double time, std::int32_t state) const {
    if (!to.holds(path, number)) return;
    to.time[to.offset[path] + number] = time;
    to.state[to.offset[path] + number] = state;
  }
};

/// Paths of counts.
struct RecordCounts {
  PathRecord to;

  STARLING_FUNCTION void look(std::int64_t path, std::int64_t time, const std::int64_t* n) const {
    for (std::int64_t s = 0; s < to.width; ++s)
      to.seen[(path * to.looks + time - 1) * to.width + s] = static_cast<std::int32_t>(n[s]);
  }

  STARLING_FUNCTION void jump(std::int64_t path, std::int64_t number, double time, const std::int64_t* n) const {
    if (!to.holds(path, number)) return;
    const std::int64_t place = to.offset[path] + number;
    to.time[place] = time;
    for (std::int64_t s = 0; s < to.width; ++s) to.state[place * to.width + s] = static_cast<std::int32_t>(n[s]);
  }
};

}  // namespace starling::jump
