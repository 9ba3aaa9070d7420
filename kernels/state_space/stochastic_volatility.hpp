// Stochastic volatility: an autoregressive log-variance, seen through returns of that variance.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/normal_density.hpp"
#include "kernels/parameters.hpp"

namespace starling {

/// x_t = mu + rho (x_{t-1} - mu) + sigma N(0,1), x_0 stationary, y_t ~ N(0, e^x_t). Kim, Shephard and Chib, Rev. Econ.
/// Stud. 65 (1998) 361.
struct StochasticVolatility {
  static constexpr const char* name = "stochastic_volatility";
  static constexpr int state_size = 1, observation_size = 1;
  static constexpr int start_normals = 1, start_uniforms = 0;
  static constexpr int normals = 1, uniforms = 0;
  static constexpr int observation_normals = 1, observation_uniforms = 0;

  struct Parameters {
    double mean = -1.02;
    double persistence = 0.9702;
    double volatility = 0.178;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("mean", p.mean, "mu, the mean log-variance", Limits::any());
    visitor("persistence", p.persistence, "rho, the autoregression of the log-variance", Limits::between(-1.0, 1.0));
    visitor("volatility", p.volatility, "sigma, the standard deviation of the log-variance's noise",
            Limits::positive());
  }

  double mean, persistence, volatility;
  double start_deviation;
  double precision, log_scale;  ///< 1/sigma^2 and ln(2 pi sigma^2)

  static StochasticVolatility from(const Parameters& p) {
    const double variance = p.volatility * p.volatility;
    return {p.mean,         p.persistence,
            p.volatility,   p.volatility / std::sqrt(1.0 - p.persistence * p.persistence),
            1.0 / variance, log_two_pi + math::log(variance)};
  }

  /// The mean of x_t given x_{t-1}.
  STARLING_FUNCTION double expected(const double* state) const { return mean + persistence * (state[0] - mean); }

  STARLING_FUNCTION void start(const double* normal, const double* /*uniform*/, double* state) const {
    state[0] = mean + start_deviation * normal[0];
  }

  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* normal,
                              const double* /*uniform*/, double* next) const {
    next[0] = expected(state) + volatility * normal[0];
  }

  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* observation) const {
    return -0.5 * (log_two_pi + state[0] + observation[0] * observation[0] * math::exp(-state[0]));
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* observation) const {
    observation[0] = math::exp(0.5 * state[0]) * normal[0];
  }

  STARLING_FUNCTION double log_transition(std::int64_t /*time*/, const double* state, const double* next) const {
    return log_normal_density(next[0], expected(state), precision, log_scale);
  }
  STARLING_FUNCTION double log_transition_bound(std::int64_t /*time*/) const { return -0.5 * log_scale; }

  /// log g and its slope at the expected log-variance; log g is concave, so the tangent lies above it.
  struct Tangent {
    double at, height, slope;
  };
  STARLING_FUNCTION Tangent tangent(const double* state, const double* observation) const {
    const double at = expected(state);
    const double squared = observation[0] * observation[0] * math::exp(-at);
    return {at, -0.5 * (log_two_pi + at + squared), 0.5 * (squared - 1.0)};
  }

  /// The transition tilted by the tangent of log g: Pitt and Shephard, J. Am. Stat. Assoc. 94 (1999) 590. Its weights are
  /// bounded.
  STARLING_FUNCTION void propose(std::int64_t /*time*/, const double* state, const double* observation,
                                 const double* normal, const double* /*uniform*/, double* next) const {
    const Tangent line = tangent(state, observation);
    next[0] = line.at + volatility * (volatility * line.slope + normal[0]);
  }
  STARLING_FUNCTION double log_proposal_weight(std::int64_t time, const double* state, const double* next,
                                               const double* observation) const {
    const Tangent line = tangent(state, observation);
    const double tilt = volatility * line.slope;
    return log_density(time, next, observation) - line.slope * (next[0] - line.at) + 0.5 * tilt * tilt;
  }

  /// log of the integral of m times g, with log g replaced by its parabola at the expected log-variance.
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* observation) const {
    const Tangent line = tangent(state, observation);
    const double spread = 1.0 + volatility * volatility * (line.slope + 0.5);
    const double tilt = volatility * line.slope;
    return line.height + 0.5 * (tilt * tilt / spread - math::log(spread));
  }
};

}  // namespace starling
