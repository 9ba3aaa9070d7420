// Active Brownian particles in the plane and in space.
#pragma once

#include <cmath>

#include "kernels/dynamics/great_circle.hpp"
#include "kernels/dynamics/parameters.hpp"
#include "kernels/dynamics/unit_vector_activity.hpp"
#include "kernels/math/arctangent.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling {

/// Of both forms, with chirality = 0 in space.
struct ActiveBrownianParameters : DynamicsParameters {
  double self_propulsion = required;
  double rotational_diffusion = required;
  double translational_diffusion = 0.0;
  double chirality = 0.0;
};

/// The numbers that both forms have.
template <class Visitor>
void describe_active_brownian(ActiveBrownianParameters& p, const Visitor& visitor) {
  describe_self_propulsion(p.self_propulsion, visitor);
  describe_translational_diffusion(p.translational_diffusion, visitor);
  visitor("rotational_diffusion", p.rotational_diffusion, "diffusion coefficient of orientations",
          Limits::not_negative(), Notation{.unit = "1/time", .symbol = "D_r"});
}

inline Rate active_brownian_entropy_production(const ActiveBrownianParameters& p, const ActivityMoments& m) {
  if (p.translational_diffusion == 0.0) return {0.0, "infinite without translational diffusion"};
  if (p.chirality != 0.0 && p.rotational_diffusion == 0.0) return {0.0, "infinite for a turn without noise"};
  const double turning = p.chirality == 0.0 ? 0.0 : p.chirality * p.chirality / p.rotational_diffusion;
  return {p.self_propulsion * (p.self_propulsion + m.drive_dot_force) / p.translational_diffusion + turning};
}

/// dx = (v0 u + F) dt + sqrt(2 D_t) dW with a unit vector u that diffuses with D_r. There is none on a line.
template <int D>
struct ActiveBrownian;

/// In the plane u = (cos theta, sin theta), d theta = omega dt + sqrt(2 D_r) dW, exact; theta is kept in [-pi, pi].
template <>
struct ActiveBrownian<2> {
  static constexpr const char* name = "active_brownian";
  static constexpr int activity_components = 1;
  static constexpr int normals = 3;
  static constexpr double mean_square_drive = 1.0;
  static constexpr double pi = 3.141592653589793;

  using Parameters = ActiveBrownianParameters;

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    describe_active_brownian(p, visitor);
    visitor("chirality", p.chirality, "angular velocity of orientations in the plane", Limits::any(),
            Notation{.unit = "1/time", .symbol = "omega", .unset_means = "0"});
  }

  double time_step;
  double stride;          ///< v0 dt
  double position_noise;  ///< sqrt(2 D_t dt)
  double turn;            ///< omega dt
  double angle_noise;     ///< sqrt(2 D_r dt)

  static ActiveBrownian from(const Parameters& p) {
    return {p.time_step, p.self_propulsion * p.time_step, std::sqrt(2.0 * p.translational_diffusion * p.time_step),
            p.chirality * p.time_step, std::sqrt(2.0 * p.rotational_diffusion * p.time_step)};
  }

  STARLING_FUNCTION void swim_at(double v0) { stride = v0 * time_step; }

  STARLING_FUNCTION void step(const double* activity, const double* force, const double* normal, double* displacement,
                              double* next_activity) const {
    double direction[2];
    drive(activity, direction);
    for (int d = 0; d < 2; ++d) {
      const double pushed = math::fma(time_step, force[d], position_noise * normal[1 + d]);
      displacement[d] = math::fma(stride, direction[d], pushed);
    }
    next_activity[0] = math::within_half_turn(math::fma(angle_noise, normal[0], activity[0] + turn));
  }

  STARLING_FUNCTION void drive(const double* activity, double* direction) const {
    const auto [sine, cosine] = math::sine_cosine(activity[0]);
    direction[0] = cosine;
    direction[1] = sine;
  }

  STARLING_FUNCTION void start(const double* /*normal*/, double uniform, double* activity) const {
    activity[0] = (2.0 * uniform - 1.0) * pi;
  }

  STARLING_FUNCTION void adopt(const double* direction, double* activity) const {
    activity[0] = math::atan2(direction[1], direction[0]);
  }

  static DriveDecay drive_decay(const Parameters& p) { return {p.rotational_diffusion, p.chirality}; }

  static Rate entropy_production(const Parameters& p, const ActivityMoments& m) {
    return active_brownian_entropy_production(p, m);
  }
};

/// In space du = -2 D_r u dt + sqrt(2 D_r) P(u) dW: u turns along a great circle by a Gaussian angle of the tangent plane
/// that keeps E[u(t) . u(0)] = e^(-2 D_r t) exact at any step.
template <>
struct ActiveBrownian<3> : UnitVectorActivity<3> {
  static constexpr const char* name = "active_brownian";
  static constexpr int normals = 6;

  using Parameters = ActiveBrownianParameters;

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    describe_active_brownian(p, visitor);
  }

  double time_step;
  double self_propulsion;
  double position_noise;  ///< sqrt(2 D_t dt)
  double spread;          ///< of the turn in a step, sqrt(2 D_r dt) as dt goes to 0

  static ActiveBrownian from(const Parameters& p) {
    return {{},
            p.time_step,
            p.self_propulsion,
            std::sqrt(2.0 * p.translational_diffusion * p.time_step),
            great_circle_spread(p.rotational_diffusion * p.time_step)};
  }

  STARLING_FUNCTION void swim_at(double v0) { self_propulsion = v0; }

  STARLING_FUNCTION void step(const double* activity, const double* force, const double* normal, double* displacement,
                              double* next_activity) const {
    for (int d = 0; d < 3; ++d) {
      displacement[d] = time_step * (self_propulsion * activity[d] + force[d]) + position_noise * normal[3 + d];
    }
    turn_on_great_circle(activity, spread, normal, next_activity);
  }

  static DriveDecay drive_decay(const Parameters& p) { return {2.0 * p.rotational_diffusion}; }

  static Rate entropy_production(const Parameters& p, const ActivityMoments& m) {
    return active_brownian_entropy_production(p, m);
  }
};

}  // namespace starling
