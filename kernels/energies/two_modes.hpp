// Two Gaussian modes of different weight: what chains that cannot cross between them get wrong.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/energies/concepts.hpp"
#include "kernels/math/bits.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/parameters.hpp"

namespace starling::energies {

/// exp(-U) = product over components of w exp(-(x - m)^2 / 2 s^2) + (1 - w) exp(-(x + m)^2 / 2 s^2).
struct TwoModes {
  static constexpr const char* name = "two_modes";
  static constexpr int functions = 1;
  static const char* function_name(int /*k*/) { return "positive"; }

  struct Parameters {
    std::int64_t dimension = 1;
    double weight = 0.25;
    double distance = 2.0;
    double standard_deviation = 0.5;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("dimension", p.dimension, "components, all alike", Limits{.at_least = 1, .at_most = 1e6});
    visitor("weight", p.weight, "of the mode at +distance; the other has the rest", Limits::between(0.0, 1.0),
            Notation{.symbol = "w"});
    visitor("distance", p.distance, "of each mode from 0", Limits::positive(), Notation{.symbol = "m"});
    visitor("standard_deviation", p.standard_deviation, "of each mode", Limits::positive(), Notation{.symbol = "s"});
  }

  static std::string objection(const Parameters&) { return ""; }

  std::int64_t dimension;
  double distance;
  double precision;      ///< 1 / s^2
  double log_odds;       ///< ln(w / (1 - w))
  double log_weight[2];  ///< ln(1 - w), ln w

  static TwoModes from(const Parameters& p) {
    const double upper = math::log(p.weight);
    const double lower = math::log(1.0 - p.weight);
    return {
        p.dimension, p.distance, 1.0 / (p.standard_deviation * p.standard_deviation), upper - lower, {lower, upper}};
  }

  /// By how much the upper mode's term is above the lower one's, in logarithms: the squares' difference is 4 m x.
  [[nodiscard]] STARLING_FUNCTION double advantage(double x) const { return log_odds + 2.0 * precision * distance * x; }

  STARLING_FUNCTION void gradient(const double* x, double* g) const {
    STARLING_LANES
    for (std::int64_t i = 0; i < dimension; ++i) {
      const double lower_share = 1.0 / (1.0 + math::exp(advantage(x[i])));
      g[i] = precision * (x[i] - distance + 2.0 * distance * lower_share);
    }
  }

  STARLING_FUNCTION double energy(const double* x) const {
    double sum = 0.0;
    for (std::int64_t i = 0; i < dimension; ++i) {
      const double ahead = advantage(x[i]);
      const double apart = ahead > 0.0 ? x[i] - distance : x[i] + distance;
      const double larger = log_weight[ahead > 0.0 ? 1 : 0] - 0.5 * precision * apart * apart;
      sum -= larger + math::log(1.0 + math::exp(-math::absolute(ahead)));
    }
    return sum;
  }

  /// The share of components above 0.
  STARLING_FUNCTION double function(int /*k*/, const double* x) const {
    double above = 0.0;
    for (std::int64_t i = 0; i < dimension; ++i) above += x[i] > 0.0 ? 1.0 : 0.0;
    return above / static_cast<double>(dimension);
  }
};

static_assert(PotentialEnergy<TwoModes>);

}  // namespace starling::energies
