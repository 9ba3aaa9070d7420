// Vectors that every rank holds whole, as columns of a member's state, of which each rank holds its even share.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling::learning {

/// This rank's even share (rows_of) of a vector that every rank holds.
[[nodiscard]] std::vector<double> share_of(const Communicator& communicator, std::span<const double> whole);

/// Collective: the vector whose even shares the ranks hold, bit for bit.
[[nodiscard]] std::vector<double> whole_of(const Communicator& communicator, std::span<const double> share);

}  // namespace starling::learning
