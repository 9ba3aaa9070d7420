// Fractional stochastic volatility: a log-variance that is a fractional Ornstein-Uhlenbeck process.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "kernels/math/exponential.hpp"
#include "kernels/state_space/fractional/parameters.hpp"
#include "kernels/state_space/normal_density.hpp"

namespace starling {

struct FractionalVolatilityParameters : FractionalParameters {
  double mean = -1.02;
  FractionalVolatilityParameters() {
    reversion = 0.03;
    volatility = 0.18;
    interval = 1.0;
  }
};

/// dX = -theta X dt + sigma dB_H, y ~ N(0, e^(mu + X)), for room for K processes. Comte and Renault, Math. Finance 8 (1998)
/// 291 (H > 1/2); Gatheral, Jaisson and Rosenbaum, Quant. Finance 18 (2018) 933 (H < 1/2).
template <int K>
struct FractionalVolatility : FractionalState<K> {
  static constexpr const char* name = "fractional_volatility";
  static constexpr int observation_size = 1;
  static constexpr int observation_normals = 1, observation_uniforms = 0;

  using Parameters = FractionalVolatilityParameters;

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    p.FractionalParameters::describe(visitor);
    visitor("mean", p.mean, "mu, the mean log-variance", Limits::any());
  }

  double mean;

  static std::string objection(const Parameters& p) { return p.FractionalParameters::objection(); }

  static FractionalVolatility from(const Parameters& p) {
    FractionalVolatility m{};
    static_cast<FractionalState<K>&>(m) = FractionalState<K>::from(p);
    m.mean = p.mean;
    return m;
  }

  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* y) const {
    const double log_variance = mean + state[0];
    // A zero beside a variance of zero: 0 times infinity.
    const double square = y[0] * y[0];
    const double ratio = square > 0.0 ? square * math::exp(-log_variance) : 0.0;
    return -0.5 * (log_two_pi + log_variance + ratio);
  }

  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* y) const {
    y[0] = math::exp(0.5 * (mean + state[0])) * normal[0];
  }
};

}  // namespace starling
