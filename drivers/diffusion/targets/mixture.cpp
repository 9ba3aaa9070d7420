// Moments of mixtures, and tables made of them.
#include "drivers/diffusion/targets/mixture.hpp"

#include <cmath>
#include <numbers>

#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

std::vector<double> cumulative_weights(const Mixture& mixture) {
  std::vector<double> cumulative;
  for (const double weight : mixture.weight)
    cumulative.push_back(weight + (cumulative.empty() ? 0.0 : cumulative.back()));
  return cumulative;
}

std::vector<double> deviations(const Mixture& mixture) {
  std::vector<double> deviation;
  for (const double variance : mixture.variance) deviation.push_back(std::sqrt(variance));
  return deviation;
}

double log_peak(const Mixture& mixture, int k) {
  double log_scale = math::log(mixture.weight[static_cast<std::size_t>(k)]);
  for (int c = 0; c < mixture.dimension; ++c)
    log_scale -= 0.5 * math::log(2.0 * std::numbers::pi * mixture.variance_of(k, c));
  return log_scale;
}

Mixture padded(const Mixture& mixture, int dimension) {
  Mixture wide{dimension, mixture.weight, {}, {}};
  for (int k = 0; k < mixture.components(); ++k) {
    for (int c = 0; c < dimension; ++c) {
      wide.mean.push_back(c < mixture.dimension ? mixture.mean_of(k, c) : 0.0);
      wide.variance.push_back(c < mixture.dimension ? mixture.variance_of(k, c) : 1.0);
    }
  }
  return wide;
}

double first_moment(const Mixture& mixture, int component) {
  double sum = 0.0;
  for (int k = 0; k < mixture.components(); ++k)
    sum += mixture.weight[static_cast<std::size_t>(k)] * mixture.mean_of(k, component);
  return sum;
}

double second_moment(const Mixture& mixture, int component) {
  double sum = 0.0;
  for (int k = 0; k < mixture.components(); ++k) {
    const double mean = mixture.mean_of(k, component);
    sum += mixture.weight[static_cast<std::size_t>(k)] * (mean * mean + mixture.variance_of(k, component));
  }
  return sum;
}

double marginal_variance(const Mixture& mixture, int component) {
  const double mean = first_moment(mixture, component);
  double sum = 0.0;
  for (int k = 0; k < mixture.components(); ++k) {
    const double apart = mixture.mean_of(k, component) - mean;
    sum += mixture.weight[static_cast<std::size_t>(k)] * (mixture.variance_of(k, component) + apart * apart);
  }
  return sum;
}

}  // namespace starling::diffusion
