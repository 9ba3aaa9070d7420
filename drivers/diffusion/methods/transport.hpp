// Particles that a solver moves from the first level to the last.
#pragma once

#include <memory>

#include "drivers/diffusion/sampling/problem.hpp"

namespace starling::diffusion {

/// Refuses, with a sentence, processes, solvers, starts and corrections that do not go together.
void check_transport(const Schema& schema, const Deck& deck);

/// What all methods that move populations along the deck's grid have in a plan: rows, units, phases, what is announced, files of
/// all particles, the exact law in the summary.
void plan_population(const RunSetting& setting, const std::shared_ptr<const Problem>& problem, RunPlan& plan);

/// The summary's `exact`.
void describe_exact(const ExactLaw& exact, nlohmann::ordered_json& summary);

}  // namespace starling::diffusion
