// The linear Gaussian model's line of the registry: its dimension is a number of the deck.
#pragma once

#include "drivers/smc/model_entry.hpp"

namespace starling::smc {

/// The entry; make() picks the kernels of the dimension, 1 to 8.
[[nodiscard]] ModelEntry linear_gaussian_entry();

}  // namespace starling::smc
