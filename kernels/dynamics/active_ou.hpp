// Active Ornstein-Uhlenbeck particles (Boffi & Vanden-Eijnden 2023).
#pragma once

#include <cmath>

#include "kernels/dynamics/parameters.hpp"
#include "kernels/math/exponential.hpp"

namespace starling {

/// dx = (v0 g + F) dt + sqrt(2 eps) dW, Euler-Maruyama with the old g; dg = -gamma g dt + sqrt(2 gamma) dW, exactly:
/// g <- a g + sqrt(1 - a^2) xi, a = e^(-gamma dt). `Thermal` is false for eps = 0, which then draws no noise for x.
template <int D, bool Thermal>
struct ActiveOrnsteinUhlenbeck {
  static constexpr const char* name = "active_ou";
  static constexpr int activity_components = D;
  static constexpr int normals = Thermal ? 2 * D : D;

  double time_step;
  double self_propulsion;
  double position_noise;  ///< sqrt(2 eps dt)
  double memory;          ///< a
  double activity_noise;  ///< sqrt(1 - a^2)

  static ActiveOrnsteinUhlenbeck from(const DynamicsParameters& p) {
    const double memory = math::exp(-p.relaxation_rate * p.time_step);
    return {p.time_step, p.self_propulsion, std::sqrt(2.0 * p.translational_diffusion * p.time_step), memory,
            std::sqrt(1.0 - memory * memory)};
  }

  STARLING_FUNCTION void step(const double* activity, const double* force, const double* normal, double* displacement,
                              double* next_activity) const {
    for (int d = 0; d < D; ++d) {
      displacement[d] = time_step * (self_propulsion * activity[d] + force[d]);
      if constexpr (Thermal) displacement[d] += position_noise * normal[D + d];
      next_activity[d] = memory * activity[d] + activity_noise * normal[d];
    }
  }

  STARLING_FUNCTION void drive(const double* activity, double* direction) const {
    for (int d = 0; d < D; ++d) direction[d] = activity[d];
  }

  STARLING_FUNCTION void start(const double* normal, double /*uniform*/, double* activity) const {
    for (int d = 0; d < D; ++d) activity[d] = normal[d];
  }

  STARLING_FUNCTION void adopt(const double* direction, double* activity) const {
    for (int d = 0; d < D; ++d) activity[d] = direction[d];
  }
};

}  // namespace starling
