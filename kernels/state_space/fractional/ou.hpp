// A fractional Ornstein-Uhlenbeck process, seen with a normal error.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "kernels/math/logarithm.hpp"
#include "kernels/state_space/fractional/parameters.hpp"
#include "kernels/state_space/normal_density.hpp"

namespace starling {

struct FractionalOuParameters : FractionalParameters {
  double observation_variance = 0.04;
};

/// dX = -theta X dt + sigma dB_H, y = X + N(0, R), for room for K processes.
template <int K>
struct FractionalOu : FractionalState<K> {
  static constexpr const char* name = "fractional_ou";
  static constexpr int observation_size = 1;
  static constexpr int observation_normals = 1, observation_uniforms = 0;

  using Parameters = FractionalOuParameters;

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    p.FractionalParameters::describe(visitor);
    visitor("observation_variance", p.observation_variance, "R", Limits::positive());
  }

  /// A normal X given what is seen of it.
  struct Sight {
    double gain;                  ///< of X's mean towards y
    double narrowing;             ///< of its deviation
    double precision, log_scale;  ///< 1/v and ln(2 pi v) of y, v = variance + R

    static Sight of(double variance, double error) {
      const double total = variance + error;
      return {variance / total, std::sqrt(error / total), 1.0 / total, log_two_pi + math::log(total)};
    }
    STARLING_FUNCTION double log_evidence(double expected, double y) const {
      return log_normal_density(y, expected, precision, log_scale);
    }
  };

  double observation_deviation, observation_precision, observation_log_scale;
  double inverse_deviation;  ///< of X's noise in a step
  Sight sight, start_sight;

  static std::string objection(const Parameters& p) { return p.FractionalParameters::objection(); }

  static FractionalOu from(const Parameters& p) {
    FractionalOu m{};
    static_cast<FractionalState<K>&>(m) = FractionalState<K>::from(p);
    const double error = p.observation_variance;
    m.observation_deviation = std::sqrt(error);
    m.observation_precision = 1.0 / error;
    m.observation_log_scale = log_two_pi + math::log(error);
    m.inverse_deviation = 1.0 / m.dynamics.deviation;
    m.sight = Sight::of(m.dynamics.deviation * m.dynamics.deviation, error);
    m.start_sight = Sight::of(m.start_variance, error);
    return m;
  }

  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* y) const {
    return log_normal_density(y[0], state[0], observation_precision, observation_log_scale);
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* y) const {
    y[0] = math::fma(observation_deviation, normal[0], state[0]);
  }

  /// The exact law of the state given the one before and y: X sees one normal alone, so y moves and narrows that one.
  STARLING_FUNCTION void propose(std::int64_t /*time*/, const double* state, const double* y, const double* normal,
                                 const double* /*uniform*/, double* next) const {
    const FractionalDynamics<K>& d = this->dynamics;
    const double expected = d.expected(state);
    const double first = math::fma(sight.gain * inverse_deviation, y[0] - expected, sight.narrowing * normal[0]);
    d.move(state, math::fma(d.deviation, first, expected), normal, first, next);
  }
  STARLING_FUNCTION double log_proposal_weight(std::int64_t time, const double* state, const double* /*next*/,
                                               const double* y) const {
    return log_look_ahead(time, state, y);
  }

  STARLING_FUNCTION void propose_start(const double* y, const double* normal, const double* /*uniform*/,
                                       double* state) const {
    const double x = math::fma(start_sight.gain, y[0], start_sight.narrowing * this->start_deviation * normal[0]);
    this->begin(x, normal, state);
  }
  STARLING_FUNCTION double log_start_weight(const double* /*state*/, const double* y) const {
    return start_sight.log_evidence(0.0, y[0]);
  }

  /// Exactly log p(y | the state before).
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* y) const {
    return sight.log_evidence(this->dynamics.expected(state), y[0]);
  }
};

}  // namespace starling
