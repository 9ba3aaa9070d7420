// Weights of populations that estimate an evidence: when they are resampled, and what they say.
#pragma once

#include <optional>
#include <vector>

#include "engine/population/weighted_population.hpp"
#include "engine/run/member.hpp"

namespace starling::diffusion {

/// Collective: weighs the population's log weights after so many steps; fails with blow_up, saying so, if one is not a number
/// or all are zero.
[[nodiscard]] WeightSums weighed(WeightedPopulation& population, double largest, std::int64_t step);

/// Whether the effective sample size is below this part of the particles; 1: always.
[[nodiscard]] bool needs_resampling(const WeightSums& sums, double threshold);

/// log_z, log_mean_z (of the mean of Z over replicas) and, where log Z is known, z_ratio.
void add_evidence(double log_z, const std::optional<double>& exact, std::vector<Result>& found);

/// The integer weights of this rank's slots.
[[nodiscard]] std::vector<std::int64_t> weights_on_host(const WeightedPopulation& population);

}  // namespace starling::diffusion
