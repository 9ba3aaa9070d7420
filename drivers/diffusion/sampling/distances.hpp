// Distances of a weighted population from the law that it should have.
#pragma once

#include <vector>

#include "drivers/diffusion/targets/exact_law.hpp"
#include "engine/population/weighted_population.hpp"
#include "engine/run/member.hpp"

namespace starling::diffusion {

/// Collective: the distances that the exact law allows, by what is sent to rank 0: at most 2^16 particles in one dimension,
/// 2^14 in more (and 2^20 numbers), evenly picked by slot, in the order of their slots, so that nothing depends on ranks.
///   One dimension: w2, by quantiles, and total_variation and kl over 64 bins of equal probability.
///   A mixture: sliced_w2 over 32 directions, energy_distance and mmd of at most 1,024 particles each.
/// <name>_floor is that of an independent exact sample of as many points.
[[nodiscard]] std::vector<Result> distances_to(const ExactLaw& exact, const WeightedPopulation& population,
                                               const WeightSums& sums, int dimension, random::Key key);

}  // namespace starling::diffusion
