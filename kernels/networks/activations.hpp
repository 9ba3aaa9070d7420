// The activation functions of neural networks with their first two derivatives, in single and double precision.
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/exp_fraction.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/hyperbolic.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/portability.hpp"
#include "kernels/registry.hpp"

namespace starling::networks {

/// A function at a point, with its first two derivatives there.
template <class Real>
struct Derivatives {
  Real value;
  Real first;
  Real second;
};

/// sigmoid(y), and those of -|y| and |y|: each within 2.5 ulp in single precision, 4 in double.
template <class Real>
struct Sigmoids {
  Real here;
  Real lesser;
  Real greater;
};

/// The three of a y whose magnitude, held where its exponential needs that, is given too.
template <class Real>
STARLING_LANE_FUNCTION Sigmoids<Real> sigmoids(Real y, Real held_magnitude) {
  const Real lesser = math::sigmoid_tail(held_magnitude);
  const Real greater = Real(1) - lesser;
  return {y > Real(0) ? greater : lesser, lesser, greater};
}

// The bounds below are for single precision, with those for double precision in brackets. Derivatives that cross zero
// have absolute bounds. Where the tail of an exponential would leave the normal numbers, it stays where it is: then a
// function or derivative that should vanish is below 2e-33 (6e-297) instead. Infinity gives the limit, NaN gives NaN.

/// x sigmoid(x). Within 3.5 ulp (4.5) for x > -86 (-708), also near zero and where it is tiny; both derivatives within
/// 2e-7 (4e-16).
struct Silu {
  static constexpr const char* name = "silu";

  template <class Real>
  STARLING_LANE_FUNCTION static Real value(Real x) {
    return derivatives(x).value;
  }

  template <class Real>
  STARLING_LANE_FUNCTION static Derivatives<Real> derivatives(Real x) {
    constexpr Real bound = math::largest_exponent<Real>;
    const Real held = math::held_within(x, bound);
    const Real magnitude = math::absolute(held);
    const Sigmoids<Real> s = sigmoids(held, magnitude);
    const Real slope = s.lesser * s.greater;
    const Real curve = math::fma(-magnitude, s.greater - s.lesser, Real(2));
    return {math::held_above(x, bound) * s.here, math::fma(held, slope, s.here), slope * curve};
  }
};

/// x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))/2, which is x sigmoid(y) with y = 2 sqrt(2/pi) (x + 0.044715 x^3).
/// Within 3.5 ulp (4.5) for |x| < 1 and for positive x; for negative x within 4 + 2.5 |y| ulp, which is what the
/// rounding of y does, and within 3e-7 (6e-16); both derivatives within 3e-7 (6e-16).
struct Gelu {
  static constexpr const char* name = "gelu";

  template <class Real>
  STARLING_LANE_FUNCTION static Real value(Real x) {
    return derivatives(x).value;
  }

  template <class Real>
  STARLING_LANE_FUNCTION static Derivatives<Real> derivatives(Real x) {
    constexpr Real linear = Real(0x1.9884533d43651p+0);
    constexpr Real cubic = Real(0x1.2444f2a4d8b4bp-4);
    constexpr Real bound = sizeof(Real) == sizeof(float) ? Real(9.9375) : Real(21);
    const Real held = math::held_within(x, bound);
    const Real square = held * held;
    const Real y = held * math::fma(square, cubic, linear);
    const Sigmoids<Real> s = sigmoids(y, math::absolute(y));
    const Real slope = s.lesser * s.greater;
    const Real rate = math::fma(square, Real(3) * cubic, linear);
    const Real curve = math::fma(-math::absolute(held) * (s.greater - s.lesser), rate * rate,
                                 math::fma(square, Real(12) * cubic, Real(2) * linear));
    return {math::held_above(x, bound) * s.here, math::fma(held * rate, slope, s.here), slope * curve};
  }
};

/// The hyperbolic tangent. Within 3 ulp, its derivatives within 6 and 8 ulp.
struct Tanh {
  static constexpr const char* name = "tanh";

  template <class Real>
  STARLING_LANE_FUNCTION static Real value(Real x) {
    return derivatives(x).value;
  }

  template <class Real>
  STARLING_LANE_FUNCTION static Derivatives<Real> derivatives(Real x) {
    const math::HyperbolicTangent<Real> t = math::tanh_and_derivative(x);
    return {t.value, t.derivative, Real(-2) * t.value * t.derivative};
  }
};

/// ln(1 + e^x). Within 3.6 ulp (5.2), its derivatives within 2.5 and 3.5 (4 and 5) ulp.
struct Softplus {
  static constexpr const char* name = "softplus";

  template <class Real>
  STARLING_LANE_FUNCTION static Real value(Real x) {
    return math::softplus(x);
  }

  template <class Real>
  STARLING_LANE_FUNCTION static Derivatives<Real> derivatives(Real x) {
    const Sigmoids<Real> s = sigmoids(x, math::held_magnitude(x));
    return {math::softplus(x), s.here, s.lesser * s.greater};
  }
};

/// x itself, for the last layer.
struct Identity {
  static constexpr const char* name = "identity";

  template <class Real>
  STARLING_LANE_FUNCTION static Real value(Real x) {
    return x;
  }

  template <class Real>
  STARLING_LANE_FUNCTION static Derivatives<Real> derivatives(Real x) {
    return {x, Real(1), Real(0)};
  }
};

/// What a deck may name for the hidden layers.
using Activations = Registry<Silu, Gelu, Tanh, Softplus>;

}  // namespace starling::networks
