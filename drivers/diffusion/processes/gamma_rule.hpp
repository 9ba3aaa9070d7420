// Quadrature over the precisions of which Student's law is a mixture.
#pragma once

#include <vector>

namespace starling::diffusion {

/// kappa_j with weights that add up to 1.
struct GammaRule {
  std::vector<double> precision;
  std::vector<double> weight;
};

/// The trapezoidal rule in u = log(kappa) for kappa of the law Gamma(D/2, rate D/2), which turns N(0, 1/kappa) in d dimensions into
/// Student's law with D degrees of freedom. With a = (D + d)/2 the density of that law by all nodes has the relative error 2 |Gamma(a + 2 pi i/h)|
/// / Gamma(a), however far out: the step h is such that this is `tolerance`. Nodes whose weight is below `tolerance` of the largest
/// are left out, so that about as much mass is missing at each end, and at x of the density the share that Gamma(a, rate
/// (D + |x|^2)/2), the law of kappa given x, has beyond the other nodes: little where |x| is likely, but nearly all of it at |x| = 0
/// of many dimensions, or far out for many degrees of freedom. D, d >= 1.
[[nodiscard]] GammaRule gamma_rule(double degrees, int dimension, double tolerance);

}  // namespace starling::diffusion
