// Tracking a moving point from its bearing alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/math/arctangent.hpp"
#include "kernels/math/bits.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/normal_density.hpp"

namespace starling {

/// State (v_x, v_y, x, y). The position moves by the velocity before it changes: position_t = position_{t-1} + v_{t-1},
/// v_t = v_{t-1} + N(0, sigma_X^2), and the bearing, seen from the origin, is atan2(y, x) + N(0, sigma_Y^2), compared
/// on the circle. Gordon, Salmond and Smith, IEE Proc. F 140 (1993) 107.
/// Given x_{t-1} the position is known, so the transition has no density, and the best proposal is the transition.
struct BearingsOnly {
  static constexpr const char* name = "bearings_only";
  static constexpr int state_size = 4, observation_size = 1;
  static constexpr int start_normals = 2, start_uniforms = 0;
  static constexpr int normals = 2, uniforms = 0;
  static constexpr int observation_normals = 1, observation_uniforms = 0;

  struct Parameters {
    double velocity_noise = 2e-4;
    double bearing_noise = 1e-3;
    std::vector<double> start = {3e-3, -3e-3, 1.0, 1.0};
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("velocity_noise", p.velocity_noise, "sigma_X, standard deviation of the velocity's change a step",
            Limits::positive());
    visitor("bearing_noise", p.bearing_noise, "sigma_Y, standard deviation of the bearing, radians",
            Limits::positive());
    visitor("start", p.start, "mean of v_x, v_y (with deviation sigma_X) and x, y (exact) at time 0", Limits::any());
  }

  static std::string objection(const Parameters& p) {
    return p.start.size() == 4 ? "" : "model.start has " + std::to_string(p.start.size()) + " numbers and needs 4";
  }

  double velocity_noise, bearing_noise;
  double start_state[4];
  double precision, log_scale;  ///< of the bearing

  static BearingsOnly from(const Parameters& p) {
    const double variance = p.bearing_noise * p.bearing_noise;
    return {p.velocity_noise,
            p.bearing_noise,
            {p.start[0], p.start[1], p.start[2], p.start[3]},
            1.0 / variance,
            log_two_pi + math::log(variance)};
  }

  STARLING_FUNCTION void start(const double* normal, const double* /*uniform*/, double* state) const {
    for (int i = 0; i < 2; ++i) state[i] = start_state[i] + velocity_noise * normal[i];
    for (int i = 2; i < 4; ++i) state[i] = start_state[i];
  }

  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* normal,
                              const double* /*uniform*/, double* next) const {
    for (int i = 0; i < 2; ++i) {
      next[i] = state[i] + velocity_noise * normal[i];
      next[i + 2] = state[i + 2] + state[i];
    }
  }

  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* observation) const {
    return log_density_at(state[2], state[3], observation);
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* observation) const {
    observation[0] = math::atan2(state[3], state[2]) + bearing_noise * normal[0];
  }

  STARLING_FUNCTION void propose(std::int64_t time, const double* state, const double* /*observation*/,
                                 const double* normal, const double* uniform, double* next) const {
    step(time, state, normal, uniform, next);
  }
  STARLING_FUNCTION double log_proposal_weight(std::int64_t time, const double* /*state*/, const double* next,
                                               const double* observation) const {
    return log_density(time, next, observation);
  }

  /// Exactly log p(y_t | x_{t-1}).
  STARLING_FUNCTION double log_look_ahead(std::int64_t /*time*/, const double* state, const double* observation) const {
    return log_density_at(state[2] + state[0], state[3] + state[1], observation);
  }

 private:
  STARLING_FUNCTION double log_density_at(double x, double y, const double* observation) const {
    constexpr double turn = 0x1.921fb54442d18p+2;
    const double apart = observation[0] - math::atan2(y, x);
    const double nearest = apart - turn * math::round_to_integer(apart / turn).value;
    return log_normal_density(nearest, 0.0, precision, log_scale);
  }
};

}  // namespace starling
