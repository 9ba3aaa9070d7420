// Steps of Langevin dynamics with momenta, of one parameter; masses are 1.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling::samplers {

/// p <- spread xi, spread = sqrt T: momenta of the Gibbs law.
struct DrawMomentum {
  static constexpr int coefficients = 1;  ///< sqrt T

  double* momentum;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    momentum[at] = k[0] * noise;
  }
};

/// B: p <- p - h g.
struct Kick {
  static constexpr int coefficients = 1;  ///< h

  double* momentum;
  const double* gradient;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients]) const {
    momentum[at] = math::fma(-k[0], gradient[at], momentum[at]);
  }
};

/// O: p <- c p + s xi.
struct Thermostat {
  static constexpr int coefficients = 2;  ///< c, s

  double* momentum;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    momentum[at] = math::fma(k[1], noise, k[0] * momentum[at]);
  }
};

/// A: theta <- theta + h p.
struct Drift {
  static constexpr int coefficients = 1;  ///< h

  double* position;
  const double* momentum;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients]) const {
    position[at] = math::fma(k[0], momentum[at], position[at]);
  }
};

/// p <- p - epsilon g - epsilon C p + s xi, s = sqrt(2 epsilon (C - B) T), B an estimate of what the gradient's noise adds.
/// Chen, Fox and Guestrin, ICML (2014) 1683. Before it positions drift, and g is of where they are then: with the gradient of
/// where they were the steps would gain energy.
struct FrictionStep {
  static constexpr int coefficients = 3;  ///< epsilon, epsilon C, s

  double* momentum;
  const double* gradient;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    const double p = momentum[at];
    momentum[at] = math::fma(k[2], noise, p - math::fma(k[0], gradient[at], k[1] * p));
  }
};

/// p <- p - epsilon g - epsilon zeta p + s xi, s = sqrt(2 epsilon A T); theta <- theta + epsilon p. zeta, the chain's
/// friction, follows from the momenta. Ding, Fang, Babbush, Chen, Skeel and Neven, NeurIPS 27 (2014).
struct NoseHooverStep {
  static constexpr int coefficients = 3;  ///< epsilon, epsilon zeta, s

  double* position;
  double* momentum;
  const double* gradient;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    const double p = momentum[at];
    const double kicked = math::fma(k[2], noise, p - math::fma(k[0], gradient[at], k[1] * p));
    momentum[at] = kicked;
    position[at] = math::fma(k[0], kicked, position[at]);
  }
};

/// B half, A half, O, A half of a baoab step: p <- p - h g; theta <- theta + h p; p <- c p + s xi; theta <- theta + h p,
/// h half the step. Leimkuhler and Matthews, Appl. Math. Res. Express (2013) 34.
struct SplitStep {
  static constexpr int coefficients = 3;  ///< h, c, s

  double* position;
  double* momentum;
  const double* gradient;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    const double kicked = math::fma(-k[0], gradient[at], momentum[at]);
    const double thermal = math::fma(k[2], noise, k[1] * kicked);
    momentum[at] = thermal;
    position[at] = math::fma(k[0], thermal, math::fma(k[0], kicked, position[at]));
  }
};

/// The leapfrog of AMAGOLD: r' = ((1 - b) r - epsilon g + s xi) / (1 + b), b = epsilon beta, s = sqrt(4 b T);
/// rho <- rho + epsilon g (r + r') / 2, the work of the gradient; r <- r'. Zhang, Cooper and De Sa, AISTATS (2020) 2142.
struct AmortisedStep {
  static constexpr int coefficients = 3;  ///< epsilon, b, s

  double* momentum;
  double* work;  ///< of each parameter
  const double* gradient;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    const double r = momentum[at];
    const double g = gradient[at];
    const double next = math::fma(k[2], noise, math::fma(-k[0], g, (1.0 - k[1]) * r)) / (1.0 + k[1]);
    work[at] = math::fma(0.5 * k[0] * g, r + next, work[at]);
    momentum[at] = next;
  }
};

/// x <- k.
struct Clear {
  static constexpr int coefficients = 1;  ///< k

  double* values;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients]) const { values[at] = k[0]; }
};

/// The end of a proposal: what it reached if it is accepted, else where it began with the momentum reversed. Without the
/// reversal the rejected half of phase space would not balance the accepted one.
struct Settle {
  static constexpr int coefficients = 1;  ///< 1: accepted, 0: not

  double* position;
  double* momentum;
  const double* start_position;
  const double* start_momentum;

  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients]) const {
    const bool accepted = k[0] != 0.0;
    position[at] = accepted ? position[at] : start_position[at];
    momentum[at] = accepted ? momentum[at] : -start_momentum[at];
  }
};

}  // namespace starling::samplers
