// Probabilities of counts: binomial, Poisson and negative binomial. Counts are whole numbers held as doubles.
#pragma once

#include "kernels/math/exponential.hpp"
#include "kernels/math/log_gamma.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// ln 0.
inline constexpr double log_zero = -__builtin_huge_val();

/// k ln x, zero for k = 0 whatever x.
STARLING_FUNCTION double times_log(double k, double x) {
  if (k == 0.0) return 0.0;
  return x > 0.0 ? k * log(x) : log_zero;
}

/// True for 0, 1, 2, ...
STARLING_FUNCTION bool is_count(double k) { return k >= 0.0 && __builtin_floor(k) == k; }

/// ln P(k) of Binomial(n, p), 0 <= k <= n, with q = 1 - p given beside p. Within 1e-13 + 3e-15 ln n!.
STARLING_FUNCTION double log_binomial(double k, double n, double p, double q) {
  return (log_factorial(n) - log_factorial(k) - log_factorial(n - k)) + (times_log(k, p) + times_log(n - k, q));
}

/// ln P(k) of Poisson(mean), mean >= 0; -infinity if k is not a count. Within 1e-13 + 3e-15 ln k!, and as much of
/// |k ln mean|.
STARLING_FUNCTION double log_poisson(double k, double mean) {
  return is_count(k) ? times_log(k, mean) - mean - log_factorial(k) : log_zero;
}

/// ln P(k) of the negative binomial law with this mean and variance mean + overdispersion mean^2; -infinity if k
/// is not a count. An overdispersion below 1e-8 counts as none: Poisson.
STARLING_FUNCTION double log_negative_binomial(double k, double mean, double overdispersion) {
  if (overdispersion < 1e-8 || mean <= 0.0) return log_poisson(k, mean);
  if (!is_count(k)) return log_zero;
  const double size = 1.0 / overdispersion;
  const double spread = 1.0 + mean * overdispersion;
  return (log_gamma(k + size) - log_gamma(size) - log_factorial(k)) +
         (times_log(k, mean * overdispersion / spread) - size * log(spread));
}

}  // namespace starling::math
