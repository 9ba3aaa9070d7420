// Means, variances and quantiles of a weighted population, with the same bits on any number of ranks.
#pragma once

#include <span>
#include <vector>

#include "engine/population/weighted_population.hpp"

namespace starling {

/// Mean and variance of one component under the weights; the variance is sum w (x - mean)^2 / sum w.
struct WeightedMoments {
  double mean;
  double variance;
};

/// Collective: the moments of columns 0, ..., components - 1 of the present generation under the integer weights of the
/// last weigh(), whose sums are `weights`. NaN where a state is not finite.
[[nodiscard]] std::vector<WeightedMoments> weighted_moments(const WeightedPopulation& population,
                                                            const WeightSums& weights, int components);

/// Collective: quantile p of a component is its smallest value x such that the integer weights of all values up to x reach
/// p times the total. Quantile k of component c is entry [c * probabilities.size() + k]. Values are compared as their
/// bits are ordered: -0 comes before 0 and NaN last. `moments`, the same on every rank, are where the search begins (at
/// best the components' own): they have a say in how long it takes, not in what it finds.
[[nodiscard]] std::vector<double> weighted_quantiles(const WeightedPopulation& population, const WeightSums& weights,
                                                     const std::vector<WeightedMoments>& moments,
                                                     std::span<const double> probabilities);

}  // namespace starling
