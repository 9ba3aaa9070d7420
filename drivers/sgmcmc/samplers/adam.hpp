// Descent by Adam (engine/learning), as a sampler that draws nothing.
#pragma once

#include <memory>

#include "drivers/sgmcmc/samplers/sampler.hpp"

namespace starling::sgmcmc {

/// A unit is an update of every chain with the gradient of its own batch, its rate the unit's step.
[[nodiscard]] std::unique_ptr<Sampler> make_adam();

}  // namespace starling::sgmcmc
