// What backward draws read and write.
#pragma once

#include <cstdint>

namespace starling {

/// A whole generation, gathered on every rank. Component c of particle k is state[c * stride + k].
struct WholeGeneration {
  const double* state;
  std::int64_t stride;
  const std::int64_t* cumulative;  ///< inclusive prefix sums of the integer weights
  const std::int32_t* guide;       ///< guide[b]: first k with cumulative[k] > b * (total weight / count), b in [0, count)
  std::int64_t count;
};

/// Draws of ancestors J with probability proportional to weight_J m(x_J, x_i), by rejection and, after a bounded number
/// of trials, exactly.
struct BackwardDraws {
  WholeGeneration before;
  const double* state;      ///< of the particles drawn for
  std::int64_t stride;
  std::int64_t first_slot;  ///< global number of the first; part of the noise
  std::int64_t count;
  int draws;                ///< a particle
  std::int32_t* ancestor;   ///< out: draw m of particle i at [i * draws + m], an index into `before`
};

}  // namespace starling
