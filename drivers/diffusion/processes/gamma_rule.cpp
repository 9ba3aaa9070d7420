// The trapezoidal rule for mixtures of precisions.
#include "drivers/diffusion/processes/gamma_rule.hpp"

#include <numbers>

#include "kernels/math/arctangent.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

/// log |Gamma(a + i y) / Gamma(a)| by Stirling's formula, which for a >= 1 is right within 1/6.
double log_ratio(double a, double y) {
  const double ratio = y / a;
  return 0.5 * (a - 0.5) * math::log(1.0 + ratio * ratio) - y * math::atan2(y, a);
}

/// The y at which 2 |Gamma(a + i y)| / Gamma(a) has fallen to `tolerance`.
double frequency(double a, double tolerance) {
  const double wanted = math::log(0.5 * tolerance) - 1.0 / 6.0;
  double below = 0.0;
  double above = 1.0;
  while (log_ratio(a, above) > wanted) above *= 2.0;
  for (int n = 0; n < 50; ++n) {
    const double middle = 0.5 * (below + above);
    (log_ratio(a, middle) > wanted ? below : above) = middle;
  }
  return above;
}

}  // namespace

GammaRule gamma_rule(double degrees, int dimension, double tolerance) {
  const double step = 2.0 * std::numbers::pi / frequency(0.5 * (degrees + dimension), tolerance);
  const double least = math::log(tolerance);
  // Of the weight at u over that at 0, the largest.
  const auto log_weight = [&](double u) { return 0.5 * degrees * (1.0 + u - math::exp(u)); };
  int first = 0;
  while (log_weight((first - 1) * step) >= least) --first;
  GammaRule rule;
  double total = 0.0;
  for (int n = first; n <= 0 || log_weight(n * step) >= least; ++n) {
    rule.precision.push_back(math::exp(n * step));
    rule.weight.push_back(math::exp(log_weight(n * step)));
    total += rule.weight.back();
  }
  for (double& weight : rule.weight) weight /= total;
  return rule;
}

}  // namespace starling::diffusion
