// The integer weights of a population's slots.
#pragma once

#include "engine/population/weighted_population.hpp"
#include "kernels/weights/slot_weights.hpp"

namespace starling {

/// Those of the last weigh().
[[nodiscard]] inline SlotWeights slot_weights(const WeightedPopulation& population) {
  return {population.cumulative(), population.rank_edges()[population.group().rank()]};
}

}  // namespace starling
