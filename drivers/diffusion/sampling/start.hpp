// Where particles start without a correction.
#pragma once

#include "drivers/diffusion/sampling/problem.hpp"
#include "engine/population/weighted_population.hpp"

namespace starling::diffusion {

/// The law of x at the first level, or the normal law of its noise, as the deck says.
[[nodiscard]] Mixture start_law(const Problem& problem);

/// Draws columns 0, ..., d - 1 of the present generation from it.
void draw_start(const Problem& problem, WeightedPopulation& population, random::Key key);

}  // namespace starling::diffusion
