// Keys of [method] that several methods have.
#pragma once

#include "drivers/smc/methods/settings.hpp"
#include "engine/deck/schema.hpp"
#include "engine/run/population_keys.hpp"

namespace starling::smc {

/// Particles, resampling and its threshold.
void declare_filter(Schema& schema, FilterSettings& filter);

/// What smoothing adds up.
void declare_functional(Schema& schema, Functional& functional);

/// M of PaRIS.
void declare_backward_draws(Schema& schema, int& draws);

}  // namespace starling::smc
