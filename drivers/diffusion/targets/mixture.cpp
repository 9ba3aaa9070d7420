// Densities and moments of mixtures.
#include "drivers/diffusion/targets/mixture.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

double log_density(const Mixture& mixture, const double* x) {
  std::vector<double> terms;
  double largest = -std::numeric_limits<double>::infinity();
  for (int k = 0; k < mixture.components(); ++k) {
    double term = math::log(mixture.weight[static_cast<std::size_t>(k)]);
    for (int c = 0; c < mixture.dimension; ++c) {
      const double variance = mixture.variance_of(k, c);
      const double apart = x[c] - mixture.mean_of(k, c);
      term -= 0.5 * (math::log(2.0 * std::numbers::pi * variance) + apart * apart / variance);
    }
    terms.push_back(term);
    largest = std::max(largest, term);
  }
  double sum = 0.0;
  for (const double term : terms) sum += math::exp(term - largest);
  return largest + math::log(sum);
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

}  // namespace starling::diffusion
