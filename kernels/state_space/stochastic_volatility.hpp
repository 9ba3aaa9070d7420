// Stochastic volatility: an autoregressive log-variance, seen through returns of that variance.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/normal_density.hpp"

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

  /// The mode of m g if m is normal around `expected`: expected - v/2 + W(k), k = v/2 y^2 e^(v/2 - expected), W Lambert's
  /// function. Two steps of Newton for u = k e^-u from a rational function of ln(1 + k): W to 0.004 for k below 10^5, and
  /// less than W beyond. What is drawn from needs no more, since weights are of the mode that was found.
  STARLING_FUNCTION static double mode(double expected, double variance, double squared) {
    const double exact = 0.5 * variance * squared * math::exp(0.5 * variance - expected);
    const double k = exact < 1e300 ? exact : 1e300;
    const double l = math::log(1.0 + k);
    double u = l * (1.0 + 1.5 * l) / (1.0 + 2.0 * l);
    for (int step = 0; step < 2; ++step) {
      const double pull = k * math::exp(-u);
      u = pull * (1.0 + u) / (1.0 + pull);
    }
    return expected - 0.5 * variance + u;
  }

  /// The transition moved to the mode of m g. At the mode that is the transition tilted by the tangent of log g there (Pitt
  /// and Shephard, J. Am. Stat. Assoc. 94 (1999) 590): log g is concave, so the weights are nowhere larger than at the
  /// mode, however far out the observation.
  STARLING_FUNCTION void propose(std::int64_t /*time*/, const double* state, const double* observation,
                                 const double* normal, const double* /*uniform*/, double* next) const {
    next[0] = mode(expected(state), volatility * volatility, observation[0] * observation[0]) + volatility * normal[0];
  }
  STARLING_FUNCTION double log_proposal_weight(std::int64_t time, const double* state, const double* next,
                                               const double* observation) const {
    const double before = expected(state);
    const double moved = mode(before, volatility * volatility, observation[0] * observation[0]) - before;
    return log_density(time, next, observation) - precision * moved * (next[0] - before - 0.5 * moved);
  }

  /// The start law moved to the mode of p_0 g, its tails stretched: x = mode + s sinh(z). All later states descend from
  /// these, and an outlier to come may need one that is many deviations out; weights stay bounded, and a tenth of the
  /// effective sample size is the price, paid once.
  STARLING_FUNCTION void propose_start(const double* observation, const double* normal, const double* /*uniform*/,
                                       double* state) const {
    const double stretched = 0.5 * (math::exp(normal[0]) - math::exp(-normal[0]));
    state[0] = start_mode(observation) + start_deviation * stretched;
  }
  STARLING_FUNCTION double log_start_weight(const double* state, const double* observation) const {
    const double squared = observation[0] * observation[0];
    const double u = (state[0] - start_mode(observation)) / start_deviation;
    const double cosh = __builtin_sqrt(1.0 + u * u);
    const double z = math::log(__builtin_fabs(u) + cosh);
    const double prior = (state[0] - mean) / start_deviation;
    // Far out e^-x may be infinite.
    const double fit = squared > 0.0 ? squared * math::exp(-state[0]) : 0.0;
    return -0.5 * (log_two_pi + state[0] + fit) + 0.5 * (z * z - prior * prior) + math::log(cosh);
  }

  /// log of the integral of m times g, with log(m g) replaced by its parabola at the mode.
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* observation) const {
    const double before = expected(state);
    const double squared = observation[0] * observation[0];
    const double at = mode(before, volatility * volatility, squared);
    const double fit = squared * math::exp(-at);
    const double moved = at - before;
    return -0.5 *
           (log_two_pi + at + fit + precision * moved * moved + math::log(1.0 + 0.5 * volatility * volatility * fit));
  }

 private:
  STARLING_FUNCTION double start_mode(const double* observation) const {
    return mode(mean, start_deviation * start_deviation, observation[0] * observation[0]);
  }
};

}  // namespace starling
