// Bringing what the members of rank groups know to rank 0.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "engine/comm/rank_groups.hpp"

namespace starling {

/// Collective over the world: values[k] of member first() + k, from the first rank of each group, as rank 0's array of
/// all members' values. Other ranks get none. Every double, NaN too, arrives as it was.
[[nodiscard]] nlohmann::json gather_json(const RankGroups& groups, std::vector<nlohmann::json> values);

/// The same for numbers: those of the groups' first ranks, one group after the other.
[[nodiscard]] std::vector<double> gather_values(const RankGroups& groups, std::span<const double> values);

}  // namespace starling
