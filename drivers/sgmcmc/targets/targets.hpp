// The registry of targets.
#pragma once

#include "engine/deck/choice.hpp"

namespace starling::sgmcmc {

/// [target], and what it can name. All alternatives are of the type ChosenTarget.
[[nodiscard]] const Choice& target_choice();

}  // namespace starling::sgmcmc
