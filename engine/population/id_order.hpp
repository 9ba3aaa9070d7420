// From wherever particles live to rows in ascending id, split evenly over ranks: the order of every file.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/rows.hpp"

namespace starling {

/// Sends rows of `width` doubles, whose first entry is a global id below `total`, to the ranks that hold those ids in
/// files, and returns this rank's rows sorted by id. Collective. Fails with internal_error if an id is missing or comes
/// twice: the particle set is a conserved quantity.
[[nodiscard]] std::vector<double> rows_by_id(const Communicator& communicator, std::span<const double> rows, int width,
                                             std::int64_t total);

}  // namespace starling
