// The integer weights of a rank's slots, one by one.
#pragma once

#include <cstdint>

#include "engine/population/weighted_population.hpp"
#include "kernels/portability.hpp"

namespace starling {

/// Differences of the prefix sums.
struct SlotWeights {
  const std::int64_t* cumulative;
  std::int64_t before;  ///< of all lower ranks
  STARLING_FUNCTION std::int64_t operator()(std::int64_t j) const {
    return cumulative[j] - (j > 0 ? cumulative[j - 1] : before);
  }
};

/// Those of the last weigh().
[[nodiscard]] inline SlotWeights slot_weights(const WeightedPopulation& population) {
  return {population.cumulative(), population.rank_edges()[population.group().rank()]};
}

}  // namespace starling
