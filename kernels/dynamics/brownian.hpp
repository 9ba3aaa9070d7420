// Passive Brownian particles: the equilibrium control.
#pragma once

#include <cmath>

#include "kernels/dynamics/parameters.hpp"

namespace starling {

/// dx = F dt + sqrt(2 D_t) dW, Euler-Maruyama.
template <int D>
struct Brownian {
  static constexpr const char* name = "brownian";
  static constexpr int activity_components = 0;
  static constexpr int normals = D;

  struct Parameters : DynamicsParameters {
    double translational_diffusion = required;
  };

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    describe_translational_diffusion(p.translational_diffusion, visitor);
  }

  double time_step;
  double position_noise;  ///< sqrt(2 D_t dt)

  static Brownian from(const Parameters& p) {
    return {p.time_step, std::sqrt(2.0 * p.translational_diffusion * p.time_step)};
  }

  STARLING_FUNCTION void step(const double* /*activity*/, const double* force, const double* normal,
                              double* displacement, double* /*next_activity*/) const {
    for (int d = 0; d < D; ++d) displacement[d] = time_step * force[d] + position_noise * normal[d];
  }

  STARLING_FUNCTION void drive(const double* /*activity*/, double* direction) const {
    for (int d = 0; d < D; ++d) direction[d] = 0.0;
  }

  STARLING_FUNCTION void start(const double* /*normal*/, double /*uniform*/, double* /*activity*/) const {}
  STARLING_FUNCTION void adopt(const double* /*direction*/, double* /*activity*/) const {}

  static Rate entropy_production(const Parameters&, const ActivityMoments&) {
    return {0.0, "zero by detailed balance: a passive model has nothing to estimate"};
  }
};

}  // namespace starling
