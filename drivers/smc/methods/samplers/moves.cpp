// What samplers of static targets do alike.
#include "drivers/smc/methods/samplers/moves.hpp"

#include <cmath>
#include <utility>

#include "engine/population/weighted_covariance.hpp"

namespace starling::smc {

LowerTriangle proposal_factor(const WeightedPopulation& population, double largest, int dimension) {
  LowerTriangle factor = cholesky_factor(weighted_covariance(population, largest, dimension), dimension);
  const double scale = 2.38 / std::sqrt(static_cast<double>(dimension));
  for (double& element : factor.element) element *= scale;
  return factor;
}

MetropolisChains chains_of_offspring(const WeightedPopulation& population, MetropolisChains chains) {
  chains.from = {population.now(), population.now_stride()};
  chains.start = population.parent();
  chains.first_chain = population.slots().first;
  chains.count = population.slots().count;
  return chains;
}

ChainSlots slots_of_next(const WeightedPopulation& population) {
  return {{population.next(), population.next_stride()}, population.slots().first, population.slots().count};
}

std::vector<SlotColumn> point_columns(const WeightedPopulation& population) {
  const auto columns = static_cast<std::size_t>(population.columns());
  SlotColumn state{"state", population.columns() - 2, {}};
  SlotColumn log_prior{"log_prior", 1, {}};
  SlotColumn log_likelihood{"log_likelihood", 1, {}};
  const std::vector<double> rows = population.save_rows();
  for (std::size_t row = 0; row < rows.size(); row += columns) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(row);
    state.values.insert(state.values.end(), first, first + state.components);
    log_prior.values.push_back(rows[row + columns - 2]);
    log_likelihood.values.push_back(rows[row + columns - 1]);
  }
  return {std::move(state), std::move(log_prior), std::move(log_likelihood)};
}

}  // namespace starling::smc
