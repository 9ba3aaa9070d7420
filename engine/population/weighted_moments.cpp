// Means and variances by exact sums.
#include "engine/comm/exact_sum.hpp"
#include "engine/population/slot_weights.hpp"
#include "engine/population/weighted_statistics.hpp"

namespace starling {

std::vector<WeightedMoments> weighted_moments(const WeightedPopulation& population, const WeightSums& weights,
                                              int components) {
  const RowBlock& slots = population.slots();
  const SlotWeights weight = slot_weights(population);
  const auto total = static_cast<double>(weights.total);
  const auto column = [&](int c) { return population.now() + c * population.now_stride(); };
  std::vector<WeightedMoments> moments(components);
  ExactSumBatch means(population.group(), slots.total);
  for (int c = 0; c < components; ++c) means.add(slots.count, WeightedValue{weight, column(c)});
  const std::vector<double> sums = means.reduce();
  ExactSumBatch variances(population.group(), slots.total);
  for (int c = 0; c < components; ++c) {
    moments[c].mean = sums[c] / total;
    variances.add(slots.count, WeightedSquare{weight, column(c), moments[c].mean});
  }
  const std::vector<double> squares = variances.reduce();
  for (int c = 0; c < components; ++c) moments[c].variance = squares[c] / total;
  return moments;
}

}  // namespace starling
