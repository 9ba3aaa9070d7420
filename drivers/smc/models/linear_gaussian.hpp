// The linear Gaussian model as a deck chooses it: its dimension, 1 to 8, is one of its numbers.
#pragma once

#include <memory>

#include "engine/deck/choice.hpp"

namespace starling::smc {

[[nodiscard]] std::unique_ptr<Chosen> choose_linear_gaussian();

}  // namespace starling::smc
