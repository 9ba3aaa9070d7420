// The results of all members, with standard errors.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "engine/run/members.hpp"

namespace starling {

/// Collective over the world: the results of all members as one list, the same bits on any ranks, complete on rank 0. The
/// result of a single member is its own; of several, the mean is that of their means, each weighing the same, and the
/// error the one between them (Pooling says what else there is). Samples are those of all members. Where `together` members that
/// follow each other have something random in common, their mean is taken first, and counts as one.
[[nodiscard]] std::vector<Result> pooled_results(Members& members, std::int64_t together = 1);

/// The summary's entry of each: mean, standard_error and samples, null with a reason where there is none.
[[nodiscard]] nlohmann::ordered_json entries_of(const std::vector<Result>& results);

}  // namespace starling
