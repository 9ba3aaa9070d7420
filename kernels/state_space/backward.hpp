// The arrays that backward draws read and write.
#pragma once

#include <cstdint>

#include "kernels/state_space/alias_table.hpp"

namespace starling {

/// A whole generation, gathered on every rank. Component c of particle k is state[c * stride + k].
struct WholeGeneration {
  const double* state;
  std::int64_t stride;
  const double* weight;      ///< integer weights; those above 2^53 are rounded to a double
  const AliasEntry* choice;  ///< alias table of the weights
  std::int64_t count;
  int shift;  ///< no weight is above 2^shift, and count 2^shift <= 2^62
};

/// Draws of ancestors J with probability proportional to weight_J m(x_J, x_i), by rejection and, after a bounded number
/// of trials, exactly.
struct BackwardDraws {
  WholeGeneration before;
  const double* state;  ///< of the particles drawn for
  std::int64_t stride;
  std::int64_t first_slot;  ///< global number of the first; part of the noise
  std::int64_t count;
  int draws;               ///< per particle
  std::int32_t* ancestor;  ///< out: draw m of particle i at [i * draws + m], an index into `before`; -1 if m(x_J, x_i)
                           ///< is zero wherever the weight is not
};

}  // namespace starling
