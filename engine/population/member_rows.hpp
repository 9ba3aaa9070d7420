// Rows of the members of rank groups in files: row (member * rows_each + k) is row k of that member.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/rank_groups.hpp"
#include "engine/io/rows.hpp"

namespace starling {

/// Collective over the world: from this rank's block of a file's rows, `width` doubles each, to this rank's rows
/// (rows_of the group) of each of its members, one member after the other. However many ranks wrote the file.
[[nodiscard]] std::vector<double> scatter_rows(const RankGroups& groups, std::int64_t rows_each, const RowBlock& block,
                                               std::span<const double> rows, int width);

}  // namespace starling
