// Every model that a deck can name: those that move in time first, then the static targets.
#pragma once

#include <vector>

#include "engine/deck/choice.hpp"

namespace starling::smc {

/// The section [model]. What it chooses is a ChosenModel or a ChosenTarget.
[[nodiscard]] const Choice& model_choice();

/// The part of it in static_targets.cpp.
[[nodiscard]] std::vector<Alternative> static_targets();

}  // namespace starling::smc
