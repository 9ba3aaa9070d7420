// Keys that jobs of weighted populations have.
#pragma once

#include <cstdint>

#include "engine/deck/schema.hpp"
#include "engine/population/offspring.hpp"

namespace starling {

/// The number of particles, at least `least`.
void declare_particles(Schema& schema, std::int64_t& particles, std::int64_t least = 1);

/// How offspring are drawn.
void declare_resampling(Schema& schema, Resampling& resampling);

/// When they are drawn.
void declare_ess_threshold(Schema& schema, double& ess_threshold);

}  // namespace starling
