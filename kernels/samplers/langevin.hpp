// Steps of overdamped Langevin dynamics with a stochastic gradient, of one parameter.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling::samplers {

/// theta <- theta - epsilon g; theta <- theta + sqrt(2 epsilon T) xi. Welling and Teh, ICML (2011) 681.
struct LangevinStep {
  static constexpr int coefficients = 2;  ///< epsilon, sqrt(2 epsilon T)

  double* position;
  const double* gradient;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    position[at] = math::fma(k[1], noise, math::fma(-k[0], gradient[at], position[at]));
  }
};

/// V <- alpha V + (1 - alpha) g^2: the mean square of the gradient, by which the next step is scaled.
struct MeanSquare {
  static constexpr int coefficients = 1;  ///< alpha

  double* mean_square;
  const double* gradient;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients]) const {
    mean_square[at] = math::fma(k[0], mean_square[at], (1.0 - k[0]) * (gradient[at] * gradient[at]));
  }
};

/// With G = 1 / (lambda + sqrt V): theta <- theta - epsilon G g; theta <- theta + sqrt(2 epsilon T G) xi. Li, Chen,
/// Carlson and Carin, AAAI (2016) 1788, whose V changes at every step; the law is right only while it does not.
struct ScaledLangevinStep {
  static constexpr int coefficients = 3;  ///< epsilon, sqrt(2 epsilon T), lambda

  double* position;
  const double* gradient;
  const double* mean_square;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    const double scale = 1.0 / (k[2] + __builtin_sqrt(mean_square[at]));
    position[at] = math::fma(k[1] * __builtin_sqrt(scale), noise, math::fma(-k[0] * scale, gradient[at], position[at]));
  }
};

/// g <- g - g' + G: a batch's gradient here, minus the same batch's at the anchor, plus the full one there. Dubey, Reddi,
/// Poczos, Smola, Xing and Williamson, NeurIPS 29 (2016) 1154.
struct ReducedVariance {
  static constexpr int coefficients = 1;  ///< none is used

  double* gradient;
  const double* at_anchor;
  const double* full_at_anchor;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&/*k*/)[coefficients]) const {
    gradient[at] = full_at_anchor[at] + (gradient[at] - at_anchor[at]);
  }
};

}  // namespace starling::samplers
