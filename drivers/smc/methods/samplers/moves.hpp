// Metropolis moves of populations of points of a static target, as samplers make them.
#pragma once

#include <vector>

#include "drivers/smc/methods/method.hpp"
#include "engine/population/weighted_population.hpp"
#include "kernels/targets/arrays.hpp"

namespace starling::smc {

/// The factor of the proposal's covariance: 2.38^2/d times that of the present particles under exp(log_weight - largest).
/// Collective. Roberts, Gelman and Gilks, Ann. Appl. Probab. 7 (1997) 110.
[[nodiscard]] LowerTriangle proposal_factor(const WeightedPopulation& population, double largest, int dimension);

/// These chains, one for each slot, beginning where its parent is.
[[nodiscard]] MetropolisChains chains_of_offspring(const WeightedPopulation& population, MetropolisChains chains);

/// This rank's slots of the generation that is being made.
[[nodiscard]] ChainSlots slots_of_next(const WeightedPopulation& population);

/// The present points, for files: state, log_prior, log_likelihood.
[[nodiscard]] std::vector<SlotColumn> point_columns(const WeightedPopulation& population);

}  // namespace starling::smc
