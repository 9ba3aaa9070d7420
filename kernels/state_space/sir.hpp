// A stochastic epidemic in a closed population, seen through reported counts.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "kernels/math/count_probabilities.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/counts.hpp"

namespace starling {

/// State (S, I, C): susceptible, infectious, newly infected in the step; the rest of the population has recovered. A step
/// infects Binomial(S, 1 - e^(-beta I/N)) and recovers Binomial(I, 1 - e^(-gamma)) of those who were infectious before.
/// y_t counts with mean (reporting C + background) and variance mean + overdispersion mean^2: Poisson or negative binomial.
/// At time 0 those infectious count as newly infected.
struct Sir {
  static constexpr const char* name = "sir";
  static constexpr int state_size = 3, observation_size = 1;
  static constexpr int start_normals = 0, start_uniforms = 0;
  static constexpr int normals = 0, uniforms = 2;
  static constexpr int observation_normals = 0, observation_uniforms = 1;

  struct Parameters {
    double population = 1000.0;
    double infectious = 5.0;
    double transmission = 0.4;
    double recovery = 0.2;
    double reporting = 0.5;
    double background = 0.1;
    double overdispersion = 0.0;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("population", p.population, "N, a whole number", Limits{.at_least = 1.0, .at_most = 1e9});
    visitor("infectious", p.infectious, "infectious at time 0, a whole number", Limits::not_negative());
    visitor("transmission", p.transmission, "beta, a time step", Limits::not_negative());
    visitor("recovery", p.recovery, "gamma, a time step", Limits::not_negative());
    visitor("reporting", p.reporting, "reported cases a new infection, on average", Limits::not_negative());
    visitor("background", p.background, "mean of reports that no infection causes", Limits::not_negative());
    visitor("overdispersion", p.overdispersion,
            "variance of counts beyond Poisson's, in units of the mean squared; 0: Poisson", Limits::not_negative());
  }

  static std::string objection(const Parameters& p) {
    if (std::floor(p.population) != p.population) return "model.population must be a whole number";
    if (std::floor(p.infectious) != p.infectious) return "model.infectious must be a whole number";
    if (p.infectious > p.population) return "model.infectious must not exceed model.population";
    return "";
  }

  double population, infectious, transmission;
  double stays_infectious;  ///< e^(-gamma)
  double reporting, background, overdispersion;

  static Sir from(const Parameters& p) {
    return {p.population, p.infectious, p.transmission,  math::exp(-p.recovery),
            p.reporting,  p.background, p.overdispersion};
  }

  [[nodiscard]] std::string impossible_value(int /*component*/, double value) const {
    if (!(value >= 0.0) || std::floor(value) != value) return "counts are 0, 1, 2, ...";
    const bool reports = reporting > 0.0 || background > 0.0;
    return reports || value == 0.0 ? "" : "nothing is reported, so that every count is 0";
  }

  /// Probability to escape infection.
  STARLING_FUNCTION double escapes(const double* state) const {
    return math::exp(-transmission * state[1] / population);
  }

  STARLING_FUNCTION void start(const double* /*normal*/, const double* /*uniform*/, double* state) const {
    state[0] = population - infectious;
    state[1] = infectious;
    state[2] = infectious;
  }

  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* /*normal*/,
                              const double* uniform, double* next) const {
    const double safe = escapes(state);
    const double infections = random::binomial(state[0], 1.0 - safe, safe, uniform[0]);
    const double recoveries = random::binomial(state[1], 1.0 - stays_infectious, stays_infectious, uniform[1]);
    next[0] = state[0] - infections;
    next[1] = state[1] + infections - recoveries;
    next[2] = infections;
  }

  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* observation) const {
    return math::log_negative_binomial(observation[0], reporting * state[2] + background, overdispersion);
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* /*normal*/,
                                 const double* uniform, double* observation) const {
    observation[0] = random::negative_binomial(reporting * state[2] + background, overdispersion, uniform[0]);
  }

  STARLING_FUNCTION double log_transition(std::int64_t /*time*/, const double* state, const double* next) const {
    const double infections = state[0] - next[0];
    const double recoveries = state[1] + infections - next[1];
    const bool possible = infections >= 0.0 && recoveries >= 0.0 && recoveries <= state[1] && next[2] == infections;
    if (!possible) return math::log_zero;
    const double safe = escapes(state);
    return math::log_binomial(infections, state[0], 1.0 - safe, safe) +
           math::log_binomial(recoveries, state[1], 1.0 - stays_infectious, stays_infectious);
  }
  /// A probability is at most one.
  STARLING_FUNCTION double log_transition_bound(std::int64_t /*time*/) const { return 0.0; }

  /// The negative binomial law with the exact mean and variance of y_t given x_{t-1}.
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* observation) const {
    const double safe = escapes(state);
    const double infections = state[0] * (1.0 - safe);
    const double mean = reporting * infections + background;
    const double spread = reporting * reporting * infections * safe * (1.0 + overdispersion);
    return math::log_negative_binomial(observation[0], mean,
                                       mean > 0.0 ? overdispersion + spread / (mean * mean) : 0.0);
  }
};

}  // namespace starling
