// Means against what is expected.
#include "drivers/sgmcmc/chains/kinetic_temperature.hpp"

#include <cmath>

#include "engine/statistics/mean_and_error.hpp"
#include "kernels/math/normal_quantile.hpp"

namespace starling::sgmcmc {

namespace {

/// Beyond this ratio momenta tell of too large a step or of noisy gradients.
constexpr double hottest = 1.02;
/// What three standard errors leave to chance.
constexpr double chance = 0.00135;

/// `errors` standard errors make sure.
bool is_hot(double mean, double error, double expected, double errors) {
  return mean > hottest * expected && mean - errors * error > expected;
}

}  // namespace

KineticTemperature judge_kinetic_temperature(const ChainDraws& values, double expected) {
  KineticTemperature found;
  std::vector<double> means;
  // All chains together are wrongly condemned no more often than one would be.
  const double errors = math::normal_quantile(1.0 - chance / static_cast<double>(values.size()));
  const std::size_t lags = affordable_lags(values);
  for (std::size_t c = 0; c < values.size(); ++c) {
    const MeanAndError of_chain = mean_and_error(values[c]);
    means.push_back(of_chain.mean);
    const auto draws = static_cast<double>(values[c].size());
    if (values[c].size() < fewest_draws) continue;
    const double error = of_chain.error * std::sqrt(draws / effective_sample_size({values[c]}, lags).size);
    if (is_hot(of_chain.mean, error, expected, errors)) found.hot_chains.push_back(c);
  }
  const MeanAndError between = mean_and_error(means);
  found.mean = between.mean;
  found.error = between.error;
  found.hot = is_hot(between.mean, between.error, expected, 3.0);
  return found;
}

}  // namespace starling::sgmcmc
