// Keys of [method] that several methods have.
#pragma once

#include <cstdint>

#include "drivers/smc/methods/settings.hpp"
#include "engine/deck/schema.hpp"

namespace starling::smc {

/// The number of particles, at least `least`.
void declare_particles(Schema& schema, std::int64_t& particles, std::int64_t least = 1);

/// How offspring are drawn.
void declare_resampling(Schema& schema, Resampling& resampling);

/// When they are drawn.
void declare_ess_threshold(Schema& schema, double& ess_threshold);

/// The three of them.
void declare_filter(Schema& schema, FilterSettings& filter);

/// What smoothing adds up.
void declare_functional(Schema& schema, Functional& functional);

/// M of PaRIS.
void declare_backward_draws(Schema& schema, int& draws);

}  // namespace starling::smc
