// Run-and-tumble particles: straight runs between sudden turns.
#pragma once

#include <cmath>

#include "kernels/dynamics/parameters.hpp"
#include "kernels/dynamics/unit_vector_activity.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling {

/// dx = (v0 u + F) dt + sqrt(2 D_t) dW, Euler-Maruyama with the old u; the unit vector u is drawn anew, uniformly, at rate
/// alpha: in a step with probability 1 - e^(-alpha dt), exact for all that one step can see of it. On a line u is -1 or 1.
template <int D>
struct RunAndTumble : UnitVectorActivity<D> {
  static constexpr const char* name = "run_and_tumble";
  static constexpr int normals = D;
  static constexpr int uniforms = D == 3 ? 3 : 2;  ///< whether it tumbles, then where to

  struct Parameters : DynamicsParameters {
    double self_propulsion = required;
    double tumble_rate = required;
    double translational_diffusion = 0.0;
  };

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    describe_self_propulsion(p.self_propulsion, visitor);
    visitor("tumble_rate", p.tumble_rate, "rate at which orientations are drawn anew", Limits::positive(),
            Notation{.unit = "1/time", .symbol = "alpha"});
    describe_translational_diffusion(p.translational_diffusion, visitor);
  }

  double time_step;
  double self_propulsion;
  double position_noise;      ///< sqrt(2 D_t dt)
  double tumble_probability;  ///< 1 - e^(-alpha dt)

  static RunAndTumble from(const Parameters& p) {
    return {{},
            p.time_step,
            p.self_propulsion,
            std::sqrt(2.0 * p.translational_diffusion * p.time_step),
            1.0 - math::exp(-p.tumble_rate * p.time_step)};
  }

  STARLING_FUNCTION void swim_at(double v0) { self_propulsion = v0; }

  STARLING_FUNCTION void step(const double* activity, const double* force, const double* noise, double* displacement,
                              double* next_activity) const {
    const double* uniform = noise + normals;
    double fresh[D];
    direction_of(uniform + 1, fresh);
    const bool tumbles = uniform[0] < tumble_probability;
    for (int d = 0; d < D; ++d) {
      displacement[d] = time_step * (self_propulsion * activity[d] + force[d]) + position_noise * noise[d];
      next_activity[d] = tumbles ? fresh[d] : activity[d];
    }
  }

  static DriveDecay drive_decay(const Parameters& p) { return {p.tumble_rate}; }

  static Rate entropy_production(const Parameters& p, const ActivityMoments& m) {
    if (p.translational_diffusion == 0.0) return {0.0, "infinite without translational diffusion"};
    return {p.self_propulsion * (p.self_propulsion + m.drive_dot_force) / p.translational_diffusion};
  }

 private:
  /// A direction from uniform numbers: a sign, an angle, or a height and an angle (Archimedes).
  STARLING_FUNCTION static void direction_of(const double* uniform, double* direction) {
    if constexpr (D == 1) {
      direction[0] = uniform[0] < 0.5 ? -1.0 : 1.0;
    } else {
      const auto [sine, cosine] = math::sine_cosine_of_turn(uniform[D - 2]);
      double radius = 1.0;
      if constexpr (D == 3) {
        direction[2] = 2.0 * uniform[0] - 1.0;
        radius = std::sqrt((1.0 - direction[2]) * (1.0 + direction[2]));
      }
      direction[0] = radius * cosine;
      direction[1] = radius * sine;
    }
  }
};

}  // namespace starling
