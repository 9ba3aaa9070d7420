// Weighted selection that asks nothing of the values: by the digits of their bits.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/population/weighted_population.hpp"

namespace starling {

/// A search for the value of a component at which the cumulative weight reaches `target`.
struct WeightSearch {
  int component;
  std::int64_t target;
};

/// Collective: the values found, under the integer weights of the last weigh(). A pass over the particles and a sum over
/// ranks for each of eight digits; searches of one component are to follow each other.
[[nodiscard]] std::vector<double> select_by_digits(const WeightedPopulation& population,
                                                   const std::vector<WeightSearch>& searches);

}  // namespace starling
