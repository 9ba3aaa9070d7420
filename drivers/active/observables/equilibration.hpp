// When averages begin: made to fit the observations, and the run's length.
#pragma once

#include <string>
#include <vector>

#include "drivers/active/deck.hpp"

namespace starling::active {

/// Rounds run.equilibration up to an observation, so that the resolved deck says when averages begin. Gives back what the
/// log should say: that it did, and that a run of these steps has no averages.
[[nodiscard]] std::vector<std::string> settle_equilibration(Deck& deck);

}  // namespace starling::active
