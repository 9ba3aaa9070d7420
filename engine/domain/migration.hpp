// Sending particles to the ranks whose regions they have entered.
#pragma once

#include "engine/comm/communicator.hpp"
#include "engine/domain/decomposition.hpp"
#include "engine/population/particles.hpp"

namespace starling {

/// Collective: moves every particle to the owner of its position. Places that empty are filled, so the storage order
/// changes; no result depends on it. Ghosts are dropped.
template <int D>
void migrate(const Communicator& communicator, const Decomposition<D>& decomposition, Particles<D>& particles);

}  // namespace starling
