// Means and variances by exact sums.
#include "engine/comm/exact_sum.hpp"
#include "engine/population/slot_weights.hpp"
#include "engine/population/weighted_statistics.hpp"

namespace starling {

namespace {

/// w_j x_j; zero weights count as nothing, whatever the state.
struct WeightedValue {
  SlotWeights weight;
  const double* value;
  STARLING_FUNCTION double operator()(std::int64_t j) const {
    const std::int64_t w = weight(j);
    return w == 0 ? 0.0 : static_cast<double>(w) * value[j];
  }
};

/// w_j (x_j - mean)^2.
struct WeightedSquare {
  SlotWeights weight;
  const double* value;
  double mean;
  STARLING_FUNCTION double operator()(std::int64_t j) const {
    const std::int64_t w = weight(j);
    const double from_mean = value[j] - mean;
    return w == 0 ? 0.0 : static_cast<double>(w) * (from_mean * from_mean);
  }
};

}  // namespace

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
