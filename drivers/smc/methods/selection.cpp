// Temperatures of selection, and weights to select by.
#include "drivers/smc/methods/selection.hpp"

#include <algorithm>
#include <limits>

#include "engine/comm/exact_sum.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::smc {

namespace {

/// w log w, of weights whose largest is 1.
struct WeightTimesLog {
  const double* log_weight;
  double largest;
  STARLING_FUNCTION double operator()(std::int64_t j) const {
    const double log_w = log_weight[j] - largest;
    const double w = math::exp(log_w);
    return w > 0.0 ? w * log_w : 0.0;
  }
};

/// -sum W log W / log N for W = w / sum w; 1 for a single particle.
double normalised_entropy(const WeightedPopulation& population, const WeightSums& weights) {
  if (weights.particles < 2) return 1.0;
  ExactSumBatch batch(population.group(), weights.particles);
  batch.add(population.slots().count, WeightTimesLog{population.log_weight(), weights.largest});
  const double weighted_logs = batch.reduce().front();
  const double log_particles = math::log(static_cast<double>(weights.particles));
  const double log_sum = weights.log_mean() - weights.largest + log_particles;
  const double entropy = (log_sum - weighted_logs / math::exp(log_sum)) / log_particles;
  return std::clamp(entropy, 0.0, 1.0);
}

}  // namespace

double inverse_temperature(Annealing annealing, const WeightedPopulation& population, const WeightSums& weights,
                           std::int64_t time, std::int64_t length) {
  if (annealing == Annealing::none) return 1.0;
  const double part = static_cast<double>(time) / static_cast<double>(length);
  if (annealing == Annealing::entropy) {
    const double entropy = normalised_entropy(population, weights);
    return entropy + (1.0 - entropy) * part;
  }
  const double efficiency = weights.effective_sample_size() / static_cast<double>(weights.particles);
  if (efficiency >= 0.5 || part >= 0.5) return 1.0;
  return std::min(1.0, efficiency / (1.0 - part));
}

void select(const SelectionArrays& arrays, const SelectionRule& rule) {
  Kokkos::parallel_for(
      "selection weights", IndexRange(0, arrays.count), KOKKOS_LAMBDA(std::int64_t j) {
        const double log_weight = arrays.log_weight[j];
        const bool possible = log_weight > -std::numeric_limits<double>::infinity();
        const double log_eta = rule.look_ahead ? arrays.selection[j] : 0.0;
        const double selection = possible ? log_weight * rule.inverse_temperature + log_eta : log_weight;
        arrays.selection[j] = selection;
        arrays.carried[j] = possible && !rule.forgets ? log_weight - selection : 0.0;
      });
}

}  // namespace starling::smc
