// A Cauchy prior under a Gaussian likelihood: heavy tails, and a likelihood that is not symmetric about the prior's centre.
#pragma once

#include <string>

#include "kernels/math/fma.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/parameters.hpp"
#include "kernels/state_space/normal_density.hpp"
#include "kernels/targets/concepts.hpp"

namespace starling {

/// x ~ Cauchy(0, scale) on a line; observed ~ N(x, s^2).
struct CauchyGaussian {
  static constexpr const char* name = "cauchy_gaussian";
  static constexpr bool needs_data = false;

  struct Parameters {
    double prior_scale = 1.0;
    double observed = 2.0;
    double standard_deviation = 0.5;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("prior_scale", p.prior_scale, "half width of the Cauchy prior at half its height", Limits::positive());
    visitor("observed", p.observed, "the observation y of N(x, s^2)", Limits::any());
    visitor("standard_deviation", p.standard_deviation, "s of the observation", Limits::positive());
  }

  static std::string objection(const Parameters&) { return ""; }

  int dimension;
  double scale;
  double inverse_scale;
  double log_prior_norm;  ///< -ln(pi scale)
  double observed;
  double half_precision;  ///< 1 / (2 s^2)
  double log_norm;        ///< -ln(s) - ln(2 pi) / 2

  static CauchyGaussian from(const Parameters& p) {
    constexpr double log_pi = 0x1.250d048e7a1bdp+0;
    return {1,
            p.prior_scale,
            1.0 / p.prior_scale,
            -(log_pi + math::log(p.prior_scale)),
            p.observed,
            0.5 / (p.standard_deviation * p.standard_deviation),
            -(0.5 * log_two_pi + math::log(p.standard_deviation))};
  }

  /// The ratio of two independent normals is a Cauchy variate.
  STARLING_FUNCTION int start_normals() const { return 2; }

  template <int Lanes>
  STARLING_FUNCTION void start(const double (*normal)[Lanes], double (*state)[Lanes]) const {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) state[0][lane] = scale * (normal[0][lane] / normal[1][lane]);
  }

  template <int Lanes>
  STARLING_FUNCTION void log_prior(const double (*state)[Lanes], double* log_density) const {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const double x = state[0][lane] * inverse_scale;
      log_density[lane] = log_prior_norm - math::log(math::fma(x, x, 1.0));
    }
  }

  template <int Lanes>
  STARLING_FUNCTION void log_prior_gradient(const double (*state)[Lanes], double (*gradient)[Lanes]) const {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const double x = state[0][lane] * inverse_scale;
      gradient[0][lane] = -2.0 * inverse_scale * x / math::fma(x, x, 1.0);
    }
  }

  template <int Lanes>
  STARLING_FUNCTION void log_likelihood_gradient(const double (*state)[Lanes], double (*gradient)[Lanes]) const {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) gradient[0][lane] = 2.0 * half_precision * (observed - state[0][lane]);
  }

  template <int Lanes>
  STARLING_FUNCTION void log_likelihood(const double (*state)[Lanes], double* log_density) const {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const double apart = observed - state[0][lane];
      log_density[lane] = math::fma(-half_precision * apart, apart, log_norm);
    }
  }
};

static_assert(DifferentiableTarget<CauchyGaussian>);

}  // namespace starling
