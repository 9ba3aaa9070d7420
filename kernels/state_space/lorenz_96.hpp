// The Lorenz 96 system: a ring of eight chaotic variables, kicked and observed with normal noise.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "kernels/math/logarithm.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/arrays.hpp"
#include "kernels/state_space/normal_density.hpp"
#include "kernels/state_space/unroll.hpp"

namespace starling {

/// dx_i/dt = (x_{i+1} - x_{i-2}) x_{i-1} - x_i + F on a ring, a step being one classical Runge-Kutta step of length h;
/// then N(0, Q) is added to each component. y_t = x_t + N(0, R), all components unless some are absent. Lorenz, Proc. ECMWF Seminar (1996).
struct Lorenz96 {
  static constexpr const char* name = "lorenz_96";
  static constexpr int size = 8;
  static constexpr int state_size = size, observation_size = size;
  static constexpr int start_normals = size, start_uniforms = 0;
  static constexpr int normals = size, uniforms = 0;
  static constexpr int observation_normals = size, observation_uniforms = 0;

  struct Parameters {
    double forcing = 8.0;
    double interval = 0.05;
    double noise_variance = 0.1;
    double observation_variance = 0.5;
    double start_mean = 8.0;
    double start_variance = 1.0;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("forcing", p.forcing, "F", Limits::any());
    visitor("interval", p.interval, "h, the time of a step", Limits{.above = 0.0, .at_most = 0.2});
    visitor("noise_variance", p.noise_variance,
            "Q, variance of the noise of each component; 0: none, then without smoothing", Limits::not_negative());
    visitor("observation_variance", p.observation_variance, "R, variance of each observed component's error",
            Limits::positive());
    visitor("start_mean", p.start_mean, "mean of each component of x_0", Limits::any());
    visitor("start_variance", p.start_variance, "variance of each component of x_0", Limits::not_negative());
  }

  double forcing, interval;
  double start_mean, start_deviation;
  double deviation, observation_deviation;
  double seen[size];                                      ///< 1 where the component is observed, else 0
  double gain[size], guided_deviation[size];              ///< x_t given x_{t-1} and y_t: mean f + gain (y - f)
  double start_gain[size], guided_start_deviation[size];  ///< x_0 given y_0, likewise
  double precision, scale;  ///< of x_t given x_{t-1}; scales are ln((2 pi)^8 det) times -1/2
  double observation_precision, observation_scale;
  double foreseen_precision, foreseen_scale;              ///< of y_t given x_{t-1}
  double start_foreseen_precision, start_foreseen_scale;  ///< of y_0

  static Lorenz96 from(const Parameters& p, Absent absent = {}) {
    const double q = p.noise_variance;
    const double r = p.observation_variance;
    const double start = p.start_variance;
    Lorenz96 m{};
    m.forcing = p.forcing;
    m.interval = p.interval;
    m.start_mean = p.start_mean;
    m.start_deviation = std::sqrt(start);
    m.deviation = std::sqrt(q);
    m.observation_deviation = std::sqrt(r);
    int observed = 0;
    for (int i = 0; i < size; ++i) {
      const bool there = !absent.has(i);
      observed += there ? 1 : 0;
      m.seen[i] = there ? 1.0 : 0.0;
      m.gain[i] = there ? q / (q + r) : 0.0;
      m.guided_deviation[i] = there ? std::sqrt(q * r / (q + r)) : m.deviation;
      m.start_gain[i] = there ? start / (start + r) : 0.0;
      m.guided_start_deviation[i] = there ? std::sqrt(start * r / (start + r)) : m.start_deviation;
    }
    const auto scale_of = [](double variance, int count) { return -0.5 * count * (log_two_pi + math::log(variance)); };
    m.precision = q > 0.0 ? 1.0 / q : 0.0;
    m.scale = q > 0.0 ? scale_of(q, size) : 0.0;
    m.observation_precision = 1.0 / r;
    m.observation_scale = scale_of(r, observed);
    m.foreseen_precision = 1.0 / (q + r);
    m.foreseen_scale = scale_of(q + r, observed);
    m.start_foreseen_precision = 1.0 / (start + r);
    m.start_foreseen_scale = scale_of(start + r, observed);
    return m;
  }

  [[nodiscard]] std::string no_transition_density() const { return deviation > 0.0 ? "" : "model.noise_variance is 0"; }

  /// The state after one Runge-Kutta step without noise.
  STARLING_FUNCTION void flow(const double* state, double* next) const {
    double first[size], second[size], third[size], fourth[size], at[size];
    slope(state, first);
    along(state, first, 0.5 * interval, at);
    slope(at, second);
    along(state, second, 0.5 * interval, at);
    slope(at, third);
    along(state, third, interval, at);
    slope(at, fourth);
    const double sixth = interval / 6.0;
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i) next[i] = state[i] + sixth * (first[i] + 2.0 * (second[i] + third[i]) + fourth[i]);
  }

  STARLING_FUNCTION void start(const double* normal, const double* /*uniform*/, double* state) const {
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i) state[i] = start_mean + start_deviation * normal[i];
  }

  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* normal,
                              const double* /*uniform*/, double* next) const {
    flow(state, next);
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i) next[i] += deviation * normal[i];
  }

  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* observation) const {
    return observation_scale - 0.5 * observation_precision * squared_distance_seen(state, observation);
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* observation) const {
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i) observation[i] = seen[i] * (state[i] + observation_deviation * normal[i]);
  }

  STARLING_FUNCTION double log_transition(std::int64_t /*time*/, const double* state, const double* next) const {
    double expected[size];
    flow(state, expected);
    return scale - 0.5 * precision * squared_distance(expected, next);
  }
  STARLING_FUNCTION double log_transition_bound(std::int64_t /*time*/) const { return scale; }

  /// The exact law of x_t given x_{t-1} and y_t; the weight does not depend on the draw.
  STARLING_FUNCTION void propose(std::int64_t /*time*/, const double* state, const double* observation,
                                 const double* normal, const double* /*uniform*/, double* next) const {
    flow(state, next);
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i) next[i] += gain[i] * (observation[i] - next[i]) + guided_deviation[i] * normal[i];
  }
  STARLING_FUNCTION double log_proposal_weight(std::int64_t time, const double* state, const double* /*next*/,
                                               const double* observation) const {
    return log_look_ahead(time, state, observation);
  }

  /// The exact law of x_0 given y_0.
  STARLING_FUNCTION void propose_start(const double* observation, const double* normal, const double* /*uniform*/,
                                       double* state) const {
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i)
      state[i] = start_mean + start_gain[i] * (observation[i] - start_mean) + guided_start_deviation[i] * normal[i];
  }
  STARLING_FUNCTION double log_start_weight(const double* /*state*/, const double* observation) const {
    double expected[size];
    for (double& each : expected) each = start_mean;
    return start_foreseen_scale - 0.5 * start_foreseen_precision * squared_distance_seen(expected, observation);
  }

  /// Exactly log p(y_t | x_{t-1}).
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* observation) const {
    double expected[size];
    flow(state, expected);
    return foreseen_scale - 0.5 * foreseen_precision * squared_distance_seen(expected, observation);
  }

 private:
  STARLING_FUNCTION void slope(const double* x, double* rate) const {
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i)
      rate[i] = (x[(i + 1) % size] - x[(i + size - 2) % size]) * x[(i + size - 1) % size] - x[i] + forcing;
  }

  STARLING_FUNCTION static void along(const double* from, const double* rate, double length, double* to) {
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i) to[i] = from[i] + length * rate[i];
  }

  STARLING_FUNCTION static double squared_distance(const double* a, const double* b) {
    double squares = 0.0;
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
    return squares;
  }

  /// Over the components that are observed.
  STARLING_FUNCTION double squared_distance_seen(const double* a, const double* b) const {
    double squares = 0.0;
    STARLING_COMPONENTS
    for (int i = 0; i < size; ++i) squares += seen[i] * (a[i] - b[i]) * (a[i] - b[i]);
    return squares;
  }
};

}  // namespace starling
