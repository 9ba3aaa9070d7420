// Offspring by sorted independent draws: multinomial, conditional and residual resampling.
#pragma once

#include <cstdint>

#include "engine/comm/communicator.hpp"
#include "engine/population/integer_weights.hpp"
#include "engine/population/offspring.hpp"
#include "kernels/random/key.hpp"

namespace starling {

/// What comes before the draws.
enum class DrawScheme {
  multinomial,  ///< nothing: N draws
  conditional,  ///< slot 0 goes to particle 0: N - 1 draws
  residual      ///< floor(N w_i / sum w) offspring each: a draw for each slot left, from what is left of the weights
};

/// Collective (one gathering). Every rank draws the spacings of its slots, and again those of other ranks' slots that
/// its particles or its slots' parents reach to. `whole` has room for this rank's slots.
void count_by_draws(const Communicator& group, const RowBlock& slots, const IntegerWeights& weights, DrawScheme scheme,
                    random::Key key, std::int64_t time, std::int32_t* whole, Offspring& offspring);

}  // namespace starling
