// Random counts from one uniform number each, by inversion.
#pragma once

#include "kernels/math/count_probabilities.hpp"
#include "kernels/portability.hpp"

namespace starling::random {

/// The outcome that a uniform number u in [0, 1) picks of a law with one hill, taken from its mode outwards: mode, mode+1,
/// mode-1, mode+2, ... each with its probability, so that some standard deviations of steps suffice. P(mode) is given;
/// the law tells P(k+1)/P(k) as ratio(k). What rounding leaves over goes to the mode.
template <class Law>
STARLING_FUNCTION double outcome_from_mode(const Law& law, double mode, double at_mode, double least, double most,
                                           double u) {
  constexpr double negligible = 0x1p-70;
  double left = u - at_mode;
  if (left < 0.0) return mode;
  double up = mode;
  double down = mode;
  double chance_up = at_mode;
  double chance_down = at_mode;
  while (chance_up > negligible || chance_down > negligible) {
    chance_up = up < most ? chance_up * law.ratio(up) : 0.0;
    up += 1.0;
    left -= chance_up;
    if (left < 0.0) return up;
    down -= 1.0;
    chance_down = down >= least ? chance_down / law.ratio(down) : 0.0;
    left -= chance_down;
    if (left < 0.0) return down;
  }
  return mode;
}

/// Ratios of successive binomial probabilities.
struct BinomialRatio {
  double n, odds;
  STARLING_FUNCTION double ratio(double k) const { return (n - k) / (k + 1.0) * odds; }
};

/// Ratios of successive negative binomial probabilities; Poisson for slope = 0: (k slope + level) / (k + 1).
struct NegativeBinomialRatio {
  double slope, level;
  STARLING_FUNCTION double ratio(double k) const { return (k * slope + level) / (k + 1.0); }
};

/// The number of successes in n trials of probability p; q = 1 - p is given beside p.
STARLING_FUNCTION double binomial(double n, double p, double q, double u) {
  if (!(n > 0.0) || !(p > 0.0)) return 0.0;
  if (!(q > 0.0)) return n;
  const double peak = __builtin_floor((n + 1.0) * p);
  const double mode = peak < n ? peak : n;
  const double at_mode = math::exp(math::log_binomial(mode, n, p, q));
  return outcome_from_mode(BinomialRatio{n, p / q}, mode, at_mode, 0.0, n, u);
}

/// A count with this mean and variance mean + overdispersion mean^2: negative binomial, or Poisson where the
/// overdispersion is below 1e-8.
STARLING_FUNCTION double negative_binomial(double mean, double overdispersion, double u) {
  constexpr double most = 0x1p53;
  if (!(mean > 0.0)) return 0.0;
  const bool poisson = overdispersion < 1e-8;
  const double spread = poisson ? 1.0 : 1.0 + mean * overdispersion;
  const double slope = poisson ? 0.0 : mean * overdispersion / spread;
  const double peak = __builtin_floor(poisson ? mean : mean * (1.0 - overdispersion));
  const double mode = peak > 0.0 ? peak : 0.0;
  const double at_mode = math::exp(math::log_negative_binomial(mode, mean, overdispersion));
  return outcome_from_mode(NegativeBinomialRatio{slope, mean / spread}, mode, at_mode, 0.0, most, u);
}

/// A Poisson count.
STARLING_FUNCTION double poisson(double mean, double u) { return negative_binomial(mean, 0.0, u); }

}  // namespace starling::random
