// The pressure of active matter by its parts, times the mobility.
#pragma once

#include <optional>
#include <vector>

#include "drivers/active/observables/observables.hpp"
#include "kernels/dynamics/entropy.hpp"

namespace starling::active {

/// Appends pressure_ideal, pressure_active, pressure_virial and their sum, pressure (docs/active-matter.md), then
/// wall_pressure and bulk_density. `speeds` are the v0 of each species; `decay` that of a self-propelled particle's drive,
/// `wall_inset` how far walls stand off the faces of the box.
void add_pressures(const Deck& deck, const std::vector<double>& speeds, const std::optional<DriveDecay>& decay,
                   double wall_inset, std::vector<Observable>& list);

}  // namespace starling::active
