// Active Ornstein-Uhlenbeck particles (Boffi & Vanden-Eijnden 2023).
#pragma once

#include <cmath>

#include "kernels/dynamics/gaussian_activity.hpp"
#include "kernels/dynamics/parameters.hpp"
#include "kernels/math/exponential.hpp"

namespace starling {

struct ActiveOrnsteinUhlenbeckParameters : DynamicsParameters {
  double self_propulsion = required;
  double relaxation_rate = required;
  double translational_diffusion = 0.0;
};

/// dx = (v0 g + F) dt + sqrt(2 eps) dW, Euler-Maruyama with the old g; dg = -gamma g dt + sqrt(2 gamma) dW, exactly:
/// g <- a g + sqrt(1 - a^2) xi, a = e^(-gamma dt). `Thermal` is false for eps = 0, which then draws no noise for x.
template <int D, bool Thermal>
struct ActiveOrnsteinUhlenbeck : GaussianActivity<D> {
  static constexpr const char* name = "active_ou";
  static constexpr int normals = Thermal ? 2 * D : D;
  static constexpr double mean_square_drive = D;

  using Parameters = ActiveOrnsteinUhlenbeckParameters;

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    describe_self_propulsion(p.self_propulsion, visitor);
    describe_relaxation_rate(p.relaxation_rate, visitor);
    describe_translational_diffusion(p.translational_diffusion, visitor);
  }

  double time_step;
  double self_propulsion;
  double position_noise;  ///< sqrt(2 eps dt)
  double memory;          ///< a
  double activity_noise;  ///< sqrt(1 - a^2)

  static bool fits(const Parameters& p) { return Thermal == (p.translational_diffusion > 0.0); }

  static ActiveOrnsteinUhlenbeck from(const Parameters& p) {
    const double memory = math::exp(-p.relaxation_rate * p.time_step);
    return {{},
            p.time_step,
            p.self_propulsion,
            std::sqrt(2.0 * p.translational_diffusion * p.time_step),
            memory,
            std::sqrt(1.0 - memory * memory)};
  }

  STARLING_FUNCTION void swim_at(double v0) { self_propulsion = v0; }

  STARLING_FUNCTION void step(const double* activity, const double* force, const double* normal, double* displacement,
                              double* next_activity) const {
    for (int d = 0; d < D; ++d) {
      displacement[d] = time_step * math::fma(self_propulsion, activity[d], force[d]);
      if constexpr (Thermal) displacement[d] = math::fma(position_noise, normal[D + d], displacement[d]);
      next_activity[d] = math::fma(memory, activity[d], activity_noise * normal[d]);
    }
  }

  static DriveDecay drive_decay(const Parameters& p) { return {p.relaxation_rate}; }

  static Rate entropy_production(const Parameters& p, const ActivityMoments& m) {
    if (!Thermal) return {0.0, "infinite without translational diffusion"};
    return {p.self_propulsion / p.translational_diffusion * (p.self_propulsion * D + m.drive_dot_force)};
  }

  static Rate entropy_production_from_forces(const Parameters& p, const ActivityMoments& m) {
    if (!Thermal) return {0.0, "infinite without translational diffusion"};
    const double v0 = p.self_propulsion;
    return {(v0 * v0 * D - m.force_squared) / p.translational_diffusion - m.force_divergence};
  }

  static Rate entropy_production_of_activity(const Parameters&, const ActivityMoments& m) {
    if (Thermal) return {0.0, "needs the score when translational_diffusion > 0"};
    return {-m.force_divergence};
  }
};

}  // namespace starling
