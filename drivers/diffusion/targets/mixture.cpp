// Moments of mixtures.
#include "drivers/diffusion/targets/mixture.hpp"

namespace starling::diffusion {

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
