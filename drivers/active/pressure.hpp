// The pressure of active matter by its parts, times the mobility.
#pragma once

#include <optional>
#include <vector>

#include "drivers/active/observables.hpp"
#include "kernels/dynamics/parameters.hpp"

namespace starling::active {

/// Appends pressure_ideal, pressure_active, pressure_virial and their sum, pressure (docs/active-matter.md), then
/// wall_pressure and bulk_density. `species` are the parameters of each; `decay` that of a self-propelled particle's drive.
void add_pressures(const Deck& deck, const std::vector<DynamicsParameters>& species,
                   const std::optional<DriveDecay>& decay, std::vector<Observable>& list);

}  // namespace starling::active
