// The numbers that models with fractional noise share, and the law of their first state.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "kernels/parameters.hpp"
#include "kernels/state_space/fractional/dynamics.hpp"

namespace starling {

/// Times count from 0, where X_0 ~ N(0, start_variance) and all Y are 0.
struct FractionalParameters {
  double hurst = 0.3;
  double reversion = 1.0;
  double volatility = 1.0;
  double interval = 0.1;
  double start_variance = 0.0;
  std::optional<double> first_time;
  double processes = 8.0;
  std::optional<double> slowest;
  std::optional<double> fastest;
  std::optional<double> horizon;

  static constexpr double fastest_of_a_step = 1e6;

  template <class Visitor>
  void describe(const Visitor& visitor) {
    visitor("hurst", hurst, "H of the fractional noise", Limits::between(0.0, 1.0));
    visitor("reversion", reversion, "theta, the rate of return to the mean", Limits::not_negative());
    visitor("volatility", volatility, "sigma, the strength of the noise", Limits::positive());
    visitor("interval", interval, "h, the time between observations", Limits::positive());
    visitor("start_variance", start_variance, "of X_0, whose mean is 0", Limits::not_negative());
    visitor("first_time", first_time, "time of the first observation; 0: it is of X_0 itself", Limits::not_negative(),
            Notation{.unset_means = "interval"});
    visitor("processes", processes, "K, Ornstein-Uhlenbeck processes that make the noise",
            Limits::within(2.0, FractionalWeights::most));
    visitor("slowest", slowest, "rate of the slowest process", Limits::positive(), Notation{.unset_means = "0.1/T"});
    visitor("fastest", fastest, "rate of the fastest process, up to 1e6/h", Limits::positive(),
            Notation{.unset_means = "10/h"});
    visitor("horizon", horizon, "T, the time over which the processes' weights are best", Limits::positive(),
            Notation{.symbol = "T", .unset_means = "time of the last observation"});
  }

  [[nodiscard]] double time_of_first() const { return first_time.value_or(interval); }

  /// What is wrong with the numbers taken together; empty if nothing is. The horizon must be known.
  [[nodiscard]] std::string objection() const {
    const double slow = slowest.value_or(0.1 / *horizon);
    const double fast = fastest.value_or(10.0 / interval);
    if (processes != std::floor(processes)) return "model.processes must be a whole number";
    if (!(slow < fast)) return "model.slowest must be less than model.fastest";
    if (fast * std::fmax(interval, time_of_first()) > fastest_of_a_step) {
      return "model.fastest must be at most 1e6 over model.interval, or over model.first_time where that is longer";
    }
    return "";
  }

  [[nodiscard]] FractionalWeights weights() const {
    return FractionalWeights::optimal(hurst, *horizon, static_cast<int>(processes), slowest.value_or(0.1 / *horizon),
                                      fastest.value_or(10.0 / interval));
  }
};

/// What models with fractional noise have in common: how they begin and move.
template <int K>
struct FractionalState {
  static constexpr int state_size = K + 1;
  static constexpr int start_normals = K + 2, start_uniforms = 0;
  static constexpr int normals = K + 1, uniforms = 0;

  FractionalDynamics<K> dynamics;
  FractionalDynamics<K> opening;  ///< from X = Y = 0 to the first observation
  double start_variance;          ///< of X there
  double start_deviation;
  double first_share, first_remainder;  ///< the opening's first normal given X is share X + remainder N(0, 1)

  static FractionalState from(const FractionalParameters& p) {
    const FractionalWeights weights = p.weights();
    FractionalState s{};
    s.dynamics = FractionalDynamics<K>::over(p.interval, p.reversion, p.volatility, weights);
    s.opening = FractionalDynamics<K>::over(p.time_of_first(), p.reversion, p.volatility, weights);
    const double noise = s.opening.deviation * s.opening.deviation;
    const double kept = s.opening.pull[0] * s.opening.pull[0] * p.start_variance;
    s.start_variance = kept + noise;
    s.start_deviation = std::sqrt(s.start_variance);
    if (s.start_variance > 0.0) {
      s.first_share = s.opening.deviation / s.start_variance;
      s.first_remainder = std::sqrt(kept / s.start_variance);
    }
    return s;
  }

  /// How many of its normals a step reads.
  STARLING_FUNCTION int normals_drawn() const { return dynamics.rank; }

  STARLING_FUNCTION void start(const double* normal, const double* /*uniform*/, double* state) const {
    begin(start_deviation * normal[0], normal, state);
  }

  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* normal,
                              const double* /*uniform*/, double* next) const {
    const double x = math::fma(dynamics.deviation, normal[0], dynamics.expected(state));
    dynamics.move(state, x, normal, normal[0], next);
  }

  /// The state of the first observation, X being given.
  STARLING_FUNCTION void begin(double x, const double* normal, double* state) const {
    double nothing[K + 1];
    STARLING_COMPONENTS
    for (int c = 0; c <= K; ++c) nothing[c] = 0.0;
    opening.move(nothing, x, normal, math::fma(first_share, x, first_remainder * normal[K + 1]), state);
  }
};

}  // namespace starling
