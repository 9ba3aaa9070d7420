// The nonlinear benchmark of Gordon, Salmond and Smith: two humps of states explain each observation.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "kernels/math/logarithm.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/normal_density.hpp"

namespace starling {

/// x_t = b x + c x/(1 + x^2) + d cos(e (t-1)) + N(0, Q) with x = x_{t-1}, y_t = x_t^2/20 + N(0, R), x_0 ~ N(0, P). Gordon,
/// Salmond and Smith, IEE Proc. F 140 (1993) 107.
struct Gordon {
  static constexpr const char* name = "gordon";
  static constexpr int state_size = 1, observation_size = 1;
  static constexpr int start_normals = 1, start_uniforms = 0;
  static constexpr int normals = 1, uniforms = 0;
  static constexpr int observation_normals = 1, observation_uniforms = 0;

  struct Parameters {
    double linear = 0.5;
    double rational = 25.0;
    double drive = 8.0;
    double frequency = 1.2;
    double noise_variance = 10.0;
    double observation_variance = 1.0;
    double start_variance = 4.0;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("linear", p.linear, "b, the factor of x", Limits::any());
    visitor("rational", p.rational, "c, the factor of x/(1 + x^2)", Limits::any());
    visitor("drive", p.drive, "d, the amplitude of the cosine", Limits::any());
    visitor("frequency", p.frequency, "e, radians a step of the cosine", Limits::not_negative());
    visitor("noise_variance", p.noise_variance, "Q, variance of the state's noise; 0: none, then without smoothing",
            Limits::not_negative());
    visitor("observation_variance", p.observation_variance, "R, variance of the observation's noise",
            Limits::positive());
    visitor("start_variance", p.start_variance, "P, variance of x_0", Limits::not_negative());
  }

  double linear, rational, drive;
  double turns;  ///< of the cosine, per step
  double noise_variance, observation_variance;
  double deviation, observation_deviation, start_deviation;
  double precision, log_scale;  ///< of the transition
  double observation_precision, observation_log_scale;

  static Gordon from(const Parameters& p) {
    constexpr double radians_per_turn = 0x1.921fb54442d18p+2;
    return {p.linear,
            p.rational,
            p.drive,
            p.frequency / radians_per_turn,
            p.noise_variance,
            p.observation_variance,
            std::sqrt(p.noise_variance),
            std::sqrt(p.observation_variance),
            std::sqrt(p.start_variance),
            p.noise_variance > 0.0 ? 1.0 / p.noise_variance : 0.0,
            p.noise_variance > 0.0 ? log_two_pi + math::log(p.noise_variance) : 0.0,
            1.0 / p.observation_variance,
            log_two_pi + math::log(p.observation_variance)};
  }

  [[nodiscard]] std::string no_transition_density() const {
    return noise_variance > 0.0 ? "" : "model.noise_variance is 0";
  }

  /// The mean of x_time given x_{time-1}.
  STARLING_FUNCTION double expected(std::int64_t time, const double* state) const {
    const double x = state[0];
    const double angle = turns * static_cast<double>(time - 1);
    const double push = drive * math::sine_cosine_of_turn(angle - __builtin_floor(angle)).cosine;
    return linear * x + rational * x / (1.0 + x * x) + push;
  }

  STARLING_FUNCTION void start(const double* normal, const double* /*uniform*/, double* state) const {
    state[0] = start_deviation * normal[0];
  }

  STARLING_FUNCTION void step(std::int64_t time, const double* state, const double* normal, const double* /*uniform*/,
                              double* next) const {
    next[0] = expected(time, state) + deviation * normal[0];
  }

  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* observation) const {
    return log_normal_density(observation[0], state[0] * state[0] / 20.0, observation_precision, observation_log_scale);
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* observation) const {
    observation[0] = state[0] * state[0] / 20.0 + observation_deviation * normal[0];
  }

  STARLING_FUNCTION double log_transition(std::int64_t time, const double* state, const double* next) const {
    return log_normal_density(next[0], expected(time, state), precision, log_scale);
  }
  STARLING_FUNCTION double log_transition_bound(std::int64_t /*time*/) const { return -0.5 * log_scale; }

  /// The normal law with the exact mean and variance of y_t given x_{t-1}.
  STARLING_FUNCTION double log_look_ahead(std::int64_t time, const double* state, const double* observation) const {
    const double at = expected(time, state);
    const double mean = (at * at + noise_variance) / 20.0;
    const double variance = observation_variance + noise_variance * (noise_variance + 2.0 * at * at) / 200.0;
    return log_normal_density(observation[0], mean, 1.0 / variance, log_two_pi + math::log(variance));
  }
};

}  // namespace starling
