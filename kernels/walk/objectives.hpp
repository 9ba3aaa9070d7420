// Stochastic approximation along walks: theta <- theta + beta_n H(theta, X_n), token by token.
#pragma once

#include "kernels/math/exponential.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"
#include "kernels/walk/arrays.hpp"

namespace starling::walk {

inline constexpr int most_components = 16;  ///< of theta

/// H(theta, i) = g_i - c theta; component k of g_i is value[k * nodes + i].
struct QuadraticObjective {
  const double* value;
  std::int64_t nodes;
  double curvature;
  int components;

  STARLING_FUNCTION void drift(std::int64_t node, const double* theta, double* out) const {
    for (int k = 0; k < components; ++k) out[k] = value[k * nodes + node] - curvature * theta[k];
  }
};

/// H(theta, i) = -mean over the rows s at node i of sigma(theta.s) s, less ridge theta, sigma(z) = 1 / (1 + e^(-z)): minus the
/// gradient of the logistic loss. Rows hold -(2y - 1) times the features; row r is at node r % nodes.
struct LogisticObjective {
  const double* row;
  std::int64_t rows;
  std::int64_t nodes;
  double ridge;
  int components;

  STARLING_FUNCTION void drift(std::int64_t node, const double* theta, double* out) const {
    for (int k = 0; k < components; ++k) out[k] = 0.0;
    double count = 0.0;
    for (std::int64_t r = node; r < rows; r += nodes) {
      const double* const features = row + r * components;
      double z = 0.0;
      for (int k = 0; k < components; ++k) z = math::fma(theta[k], features[k], z);
      const double sigma = 1.0 / (1.0 + math::exp(-z));
      for (int k = 0; k < components; ++k) out[k] = math::fma(-sigma, features[k], out[k]);
      count += 1.0;
    }
    for (int k = 0; k < components; ++k) out[k] = out[k] / count - ridge * theta[k];
  }
};

/// Component k of token t's theta is theta[k * tokens + t]; gain[i] is beta at the i-th of the path's steps.
template <class Objective>
struct Descend {
  Objective objective;
  double* theta;
  const double* gain;
  const std::int32_t* path;
  std::int64_t steps;
  std::int64_t tokens;

  STARLING_FUNCTION void operator()(std::int64_t token) const {
    double here[most_components];
    double drift[most_components];
    for (int k = 0; k < objective.components; ++k) here[k] = theta[k * tokens + token];
    for (std::int64_t i = 0; i < steps; ++i) {
      objective.drift(path[i * tokens + token], here, drift);
      for (int k = 0; k < objective.components; ++k) here[k] = math::fma(gain[i], drift[k], here[k]);
    }
    for (int k = 0; k < objective.components; ++k) theta[k * tokens + token] = here[k];
  }
};

}  // namespace starling::walk
