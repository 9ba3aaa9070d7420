// Particles that a solver moves from the first level to the last.
#pragma once

#include <memory>
#include <string>

#include "drivers/diffusion/methods/telling.hpp"
#include "drivers/diffusion/sampling/population.hpp"

namespace starling::diffusion {

/// Refuses, with a sentence, processes, solvers, starts and corrections that do not go together.
void check_transport(const Schema& schema, const Deck& deck);

/// Fills in the plan of a population, that of `problem` under `mover`, all but the key that sets its length.
void plan_population(const RunSetting& setting, const std::shared_ptr<const Problem>& problem, const std::string& mover,
                     RunPlan& plan);

/// Refuses starts that the target's dimension or a solver without noise does not allow.
void check_start(const Schema& schema, const Deck& deck, const Solver& mover);

/// Refuses settings of a noising process's grid that do nothing.
void check_grid(const Schema& schema, const Solver& solver);

/// The part of it about processes and grids.
void check_process(const Schema& schema, const Deck& deck, const Mixture& target, const Mixture& second);

}  // namespace starling::diffusion
