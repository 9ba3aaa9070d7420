// A slice of time of many clones, weighted by what they gather in it.
#pragma once

#include "kernels/jump/arrays.hpp"
#include "kernels/jump/draws.hpp"

namespace starling::jump {

/// Clone of slot s: from its parent's state for a time `slice`, to next[s]; log_weight[s] = tilt * A, A the sum of gain[] over
/// the transitions. Jump j of a slice draws from (key; slot, slice, j): waiting does not remember, so each slice waits anew.
template <int Lanes>
struct AdvanceClones {
  RateTable rates;
  const double* now;
  const std::int32_t* parent;  ///< null: each its own
  double* next;
  double* log_weight;
  const double* gain;
  std::int64_t first;
  std::int64_t count;
  double slice;
  double tilt;
  std::uint64_t number;  ///< of the slice
  random::Key key;

  STARLING_FUNCTION void operator()(std::int64_t group) const {
    const std::int64_t begin = group * Lanes;
    const auto lanes = static_cast<int>(count - begin < Lanes ? count - begin : Lanes);
    std::int32_t entity[Lanes];
    std::int32_t jumps[Lanes];
    std::int32_t state[Lanes];
    double time[Lanes];
    double gathered[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) {
      const std::int64_t slot = begin + (lane < lanes ? lane : 0);
      entity[lane] = static_cast<std::int32_t>(first + begin + lane);
      jumps[lane] = 0;
      state[lane] = static_cast<std::int32_t>(now[parent != nullptr ? parent[slot] : slot]);
      time[lane] = lane < lanes ? 0.0 : 2.0 * slice;
      gathered[lane] = 0.0;
    }
    std::uint64_t words[4][Lanes];
    double pick[Lanes];
    double wait[Lanes];
    bool moves = true;
    while (moves) {
      moves = false;
      random::philox_lanes<Lanes>(entity, jumps, number, random::Purpose::clone_step, key, words);
      pick_and_wait(words, pick, wait);
      for (int lane = 0; lane < lanes; ++lane) {
        if (time[lane] >= slice) continue;
        time[lane] += wait[lane] * rates.mean_dwell[state[lane]];
        if (time[lane] >= slice) continue;
        moves = true;
        const std::int64_t taken = rates.pick(state[lane], pick[lane]);
        gathered[lane] += gain[taken];
        state[lane] = static_cast<std::int32_t>(rates.transition[taken].target);
        ++jumps[lane];
      }
    }
    for (int lane = 0; lane < lanes; ++lane) {
      next[begin + lane] = static_cast<double>(state[lane]);
      log_weight[begin + lane] = tilt * gathered[lane];
    }
  }
};

}  // namespace starling::jump
