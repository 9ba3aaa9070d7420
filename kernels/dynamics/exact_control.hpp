// A driven system whose stationary law is known for any potential: the control for entropy production.
#pragma once

#include <cmath>

#include "kernels/dynamics/gaussian_activity.hpp"
#include "kernels/dynamics/parameters.hpp"
#include "kernels/math/exponential.hpp"

namespace starling {

/// dx = (eps F + omega g) dt + sqrt(2 eps) dW, dg = (-gamma g + omega F) dt + sqrt(2 gamma) dW, F = -grad U with U in
/// units of kT. Its density is exp(-U - |g|^2/2) for every U and N. x steps by Euler-Maruyama with the old g;
/// g <- a g + (1 - a) omega F / gamma + sqrt(1 - a^2) xi, a = e^(-gamma dt).
template <int D>
struct ExactControl : GaussianActivity<D> {
  static constexpr const char* name = "exact_control";
  static constexpr int normals = 2 * D;
  static constexpr bool entropy_is_local = true;

  struct Parameters : DynamicsParameters {
    double relaxation_rate = required;
    double coupling = required;
    double translational_diffusion = required;
  };

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    describe_relaxation_rate(p.relaxation_rate, visitor);
    visitor("coupling", p.coupling, "strength of the non-equilibrium coupling", Limits::any(),
            Notation{.unit = "1/time", .symbol = "omega"});
    describe_translational_diffusion(p.translational_diffusion, visitor, Limits::positive());
  }

  double time_step;
  double mobility;        ///< eps
  double coupling;        ///< omega
  double position_noise;  ///< sqrt(2 eps dt)
  double memory;          ///< a
  double response;        ///< (1 - a) omega / gamma
  double activity_noise;  ///< sqrt(1 - a^2)

  static ExactControl from(const Parameters& p) {
    const double memory = math::exp(-p.relaxation_rate * p.time_step);
    return {{},
            p.time_step,
            p.translational_diffusion,
            p.coupling,
            std::sqrt(2.0 * p.translational_diffusion * p.time_step),
            memory,
            (1.0 - memory) * p.coupling / p.relaxation_rate,
            std::sqrt(1.0 - memory * memory)};
  }

  STARLING_FUNCTION void step(const double* activity, const double* force, const double* normal, double* displacement,
                              double* next_activity) const {
    for (int d = 0; d < D; ++d) {
      displacement[d] = time_step * (mobility * force[d] + coupling * activity[d]) + position_noise * normal[D + d];
      next_activity[d] = memory * activity[d] + response * force[d] + activity_noise * normal[d];
    }
  }

  static Rate entropy_production(const Parameters& p, const ActivityMoments& m) {
    return {p.coupling * p.coupling *
            (m.drive_squared / p.translational_diffusion + m.force_squared / p.relaxation_rate)};
  }

  static Rate entropy_production_from_forces(const Parameters& p, const ActivityMoments& m) {
    return {p.coupling * p.coupling * (D / p.translational_diffusion - m.force_divergence / p.relaxation_rate)};
  }
};

}  // namespace starling
