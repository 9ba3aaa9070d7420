// Where particles begin.
#pragma once

#include "drivers/active/deck.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/population/particles.hpp"
#include "kernels/dynamics/registry.hpp"
#include "kernels/random/key.hpp"

namespace starling::active {

/// Fills `particles` with this rank's share of ids (any rank may hold any particle until they migrate): positions as
/// system.start says, activities from the stationary law of the dynamics. Draws depend on the id only. Collective for a
/// start from a file.
template <int D>
void place_particles(const Communicator& communicator, const Deck& deck, const Dynamics<D>& dynamics, random::Key key,
                     Particles<D>& particles);

}  // namespace starling::active
