// The draws of all chains in one place.
#pragma once

#include <vector>

#include "drivers/sgmcmc/chains/chain.hpp"
#include "engine/comm/rank_groups.hpp"
#include "engine/statistics/convergence.hpp"

namespace starling::sgmcmc {

/// What is shown of every draw of a chain of the law that is wanted: values[chain][draw * shown + k]. With a ladder that is
/// the member on the lowest rung at the time, and nothing (NaN) from the draw on at which any member has diverged.
/// Collective over the world, complete on rank 0.
[[nodiscard]] std::vector<std::vector<double>> wanted_draws(const EnsemblePlan& plan, const RankGroups& groups,
                                                            const std::vector<const Chain*>& own);

/// Of these the values of one function, by chain.
[[nodiscard]] ChainDraws values_of(const EnsemblePlan& plan, const std::vector<std::vector<double>>& chains,
                                   std::size_t function);

}  // namespace starling::sgmcmc
