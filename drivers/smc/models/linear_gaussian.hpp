// The linear Gaussian model as a deck chooses it: its dimension, 1 to 8, is one of its numbers.
#pragma once

#include <memory>

#include "engine/deck/choice.hpp"

namespace starling::smc {

/// A ChosenModel; its make() picks the kernels of the dimension.
[[nodiscard]] std::unique_ptr<Chosen> chosen_linear_gaussian();

}  // namespace starling::smc
