// Names and values of a filter's table.
#include "drivers/smc/methods/filter_table.hpp"

#include <fmt/format.h>

#include <limits>

#include "engine/population/weighted_statistics.hpp"

namespace starling::smc {

std::vector<std::string> filter_columns(int state_size, const TableSettings& table) {
  std::vector<std::string> names{"ess", "resampled", "log_likelihood_increment"};
  if (table.observe_every == 0) return names;
  for (int c = 0; c < state_size; ++c) names.push_back(fmt::format("mean_{}", c));
  for (int c = 0; c < state_size; ++c) names.push_back(fmt::format("variance_{}", c));
  for (int c = 0; c < state_size; ++c)
    for (const double p : table.quantiles) names.push_back(fmt::format("quantile_{}_{}", p, c));
  return names;
}

TableRow filter_row(const ParticleFilter& filter, const TableSettings& table) {
  TableRow row{filter.time(),
               {filter.effective_sample_size(), filter.resampled() ? 1.0 : 0.0, filter.log_likelihood_increment()}};
  const int components = filter.model().state_size();
  if (table.observe_every == 0) return row;
  if (filter.time() % table.observe_every != 0) {
    row.values.resize(filter_columns(components, table).size(), std::numeric_limits<double>::quiet_NaN());
    return row;
  }
  const auto moments = weighted_moments(filter.population(), filter.weights(), components);
  for (const WeightedMoments& moment : moments) row.values.push_back(moment.mean);
  for (const WeightedMoments& moment : moments) row.values.push_back(moment.variance);
  const auto quantiles = weighted_quantiles(filter.population(), filter.weights(), moments, table.quantiles);
  row.values.insert(row.values.end(), quantiles.begin(), quantiles.end());
  return row;
}

}  // namespace starling::smc
