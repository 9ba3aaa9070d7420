// samples.h5: the draws of all chains.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "drivers/sgmcmc/chains/chain.hpp"
#include "engine/comm/rank_groups.hpp"

namespace starling::sgmcmc {

inline constexpr const char* samples_file = "samples.h5";

/// Collective over the world: writes the file aside and renames it.
///   /posterior/<function>   (chain, draw)             functions of the law that is wanted; of a ladder, its lowest rung
///   /known/<function>       (chain, 2)                where they are known: its value, and that with a label's noise
///   /chains/parameters      (member, draw, parameter) every member's positions
///   /chains/rung            (member, draw)            with a ladder: on which rung they were
///   /target                                           Target::description(), if there is one
/// Attributes: format, steps (units done); /chains has `blocks` and `sizes`, the parameters' blocks in their order. Draws of
/// a chain that has diverged are NaN. Nothing is written before the first draw.
void write_samples(const EnsemblePlan& plan, const RankGroups& groups, const std::vector<const Chain*>& own,
                   const std::filesystem::path& file);

}  // namespace starling::sgmcmc
