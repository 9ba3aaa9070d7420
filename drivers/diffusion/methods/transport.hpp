// Particles that a solver moves from the first level to the last.
#pragma once

#include "drivers/diffusion/deck.hpp"

namespace starling::diffusion {

/// Refuses, with a sentence, processes, solvers, starts and corrections that do not go together.
void check_transport(const Schema& schema, const Deck& deck);

/// The part of it about processes and grids.
void check_process(const Schema& schema, const Deck& deck, const Mixture& target, const Mixture& second);

}  // namespace starling::diffusion
