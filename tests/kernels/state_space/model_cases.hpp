// Every model with numbers other than its defaults, and states to try it at.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "kernels/random/uniform.hpp"
#include "kernels/state_space/bearings_only.hpp"
#include "kernels/state_space/gordon.hpp"
#include "kernels/state_space/hidden_markov.hpp"
#include "kernels/state_space/linear_gaussian.hpp"
#include "kernels/state_space/lorenz_96.hpp"
#include "kernels/state_space/sir.hpp"
#include "kernels/state_space/stochastic_volatility.hpp"

namespace starling::testing {

/// A number in (low, high), the same at each call with the same arguments.
inline double arbitrary(int i, double low, double high) {
  return low + (high - low) * random::uniform(static_cast<std::uint32_t>(i), {11, 22}, 0, random::Purpose::dynamics, 0);
}

/// A positive definite matrix.
inline std::vector<double> arbitrary_covariance(int size, int seed) {
  std::vector<double> matrix(size * size, 0.0);
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j)
      for (int k = 0; k < size; ++k)
        matrix[i * size + j] += arbitrary(seed + i * size + k, -1.0, 1.0) * arbitrary(seed + j * size + k, -1.0, 1.0) +
                                (i == j ? 0.1 : 0.0);
  return matrix;
}

/// A linear Gaussian model with full matrices that observes so many components.
template <int D>
LinearGaussianParameters arbitrary_linear_gaussian(int rows = D) {
  LinearGaussianParameters p;
  p.dimension = D;
  p.transition.resize(D * D);
  p.observation.resize(rows * D);
  p.start_mean.resize(D);
  for (int i = 0; i < D * D; ++i) p.transition[i] = arbitrary(i, -0.5, 0.5);
  for (int i = 0; i < rows * D; ++i) p.observation[i] = arbitrary(100 + i, -1.0, 1.0);
  for (int i = 0; i < D; ++i) p.start_mean[i] = arbitrary(200 + i, -1.0, 1.0);
  p.noise_covariance = arbitrary_covariance(D, 300);
  p.observation_covariance = arbitrary_covariance(rows, 400);
  p.start_covariance = arbitrary_covariance(D, 500);
  return p;
}

inline HiddenMarkovParameters three_state_tables() {
  HiddenMarkovParameters p;
  p.start = {0.2, 0.5, 0.3};
  p.transition = {0.7, 0.3, 0.0, 0.1, 0.6, 0.3, 0.25, 0.25, 0.5};
  p.emission = {0.5, 0.25, 0.125, 0.125, 0.0, 0.4, 0.6, 0.0, 0.1, 0.2, 0.3, 0.4};
  return p;
}

inline Sir small_epidemic(double overdispersion = 0.0) {
  Sir::Parameters p;
  p.population = 40.0;
  p.infectious = 7.0;
  p.transmission = 1.3;
  p.recovery = 0.4;
  p.reporting = 0.6;
  p.background = 0.2;
  p.overdispersion = overdispersion;
  return Sir::from(p);
}

}  // namespace starling::testing
