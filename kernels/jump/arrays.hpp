// The arrays that kernels of Markov jump processes read and write.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling::jump {

/// A transition: where it goes, how long the process stays there in the mean (1e200 where it never leaves), and what it adds to
/// entropy, ln(q_ij / q_ji), and current.
struct Transition {
  std::int64_t target;
  double mean_dwell;
  double entropy;
  double current;
};

/// Rates of a process with few states. The transitions of state i are the places from i * width on, `edge` the probability that
/// it is one up to and with each; above 1 at the last that is taken, and beyond.
struct RateTable {
  int states;
  int width;
  const double* edge;
  const Transition* transition;
  const double* mean_dwell;  ///< of each state

  /// Which transition of `state` a uniform number in [0, 1) picks: a place of the arrays.
  STARLING_FUNCTION std::int64_t pick(std::int64_t state, double uniform) const {
    const std::int64_t first = state * width;
    std::int64_t beyond = 0;
    for (int k = 0; k < width - 1; ++k) beyond += edge[first + k] <= uniform ? 1 : 0;
    return first + beyond;
  }
};

/// Paths, each with a clock of its own: number `jumps` of the next jump, its time, and the state until then.
struct PathArrays {
  std::int32_t* state;
  std::int64_t* jumps;
  double* next;
  double* since;       ///< the time of the last jump
  std::int64_t first;  ///< number of the first path, on which its noise depends
  std::int64_t count;
};

/// What is measured along whole paths; of path t, state i at t * states + i.
struct PathTallies {
  double* entropy;         ///< of each path
  double* current;         ///< of each path
  double* passage;         ///< time of the first arrival in passage_to; negative until then
  double* time;            ///< in each state up to `since`
  std::int64_t* exits;     ///< of each state
  std::int64_t* occupied;  ///< paths in state i at time k of the grid, at (k - the grid's first) * states + i
  std::int32_t passage_to;
};

/// Times k * interval for k in [first, last), which are looked at.
struct TimeGrid {
  double interval;
  std::int64_t first;
  std::int64_t last;
};

}  // namespace starling::jump
