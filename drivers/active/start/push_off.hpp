// Pushing apart particles that were placed on top of each other, before a run begins.
#pragma once

#include <cstdint>

#include "drivers/active/simulation.hpp"

namespace starling::active {

/// Whether the deck's start puts particles closer than its pair force bears.
[[nodiscard]] bool needs_push_off(const Deck& deck);

/// Moves particles along their pair forces by bounded lengths until no two are closer than the force bears, to the same
/// bits on any number of ranks. Gives back the number of moves; bad input if there is no end of them. Collective.
template <int D>
std::int64_t push_off(const Schema& schema, Simulation<D>& simulation);

}  // namespace starling::active
