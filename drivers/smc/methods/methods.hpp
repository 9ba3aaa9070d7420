// Every method that a deck can name.
#pragma once

#include "engine/deck/choice.hpp"

namespace starling::smc {

/// The section [method]. What it chooses is a ChosenMethod.
[[nodiscard]] const Choice& method_choice();

}  // namespace starling::smc
