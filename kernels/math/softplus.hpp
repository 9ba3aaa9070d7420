// Softplus ln(1 + e^x) and its derivative, the sigmoid 1/(1 + e^-x).
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/exp_fraction.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

struct Softplus {
  double value;
  double derivative;
};

/// A fraction.
struct Ratio {
  double numerator;
  double denominator;
};

/// e^-|x| as a fraction whose denominator lies in (1.7, 2.4), held at e^-708 beyond |x| = 708 so that it stays normal.
/// The one division that softplus and sigmoid make anyhow serves the fraction too.
STARLING_FUNCTION Ratio exp_of_minus_magnitude(double x) {
  const ExpFraction<double> f = exp_fraction(held_magnitude(x));
  return {f.scale * (f.coth - f.rest), f.coth + f.rest};
}

/// ln(1 + e^x) for finite x, given t = e^-|x|: max(x, 0) + ln(1 + t), ln(1 + t) = 2 artanh(t / (2 + t)).
STARLING_FUNCTION double softplus_from_tail(double x, Ratio t) {
  const double s = t.numerator / fma(2.0, t.denominator, t.numerator);
  const double z = s * s;
  const double z2 = z * z;
  const double even = horner(z2, 0x1.5555555555938p-1, 0x1.249249783f12bp-2, 0x1.746250c8b85d9p-3, 0x1.163fe478296d8p-3,
                             0x1.6b543d51cd3a4p-3);
  const double odd = horner(z2, 0x1.99999998eba74p-2, 0x1.c71c4a6598c43p-3, 0x1.3aa91b037dff4p-3, 0x1.9599e809a5d63p-4);
  return fma(s, fma(z, fma(z, odd, even), 2.0), x > 0.0 ? x : 0.0);
}

/// 1/(1 + e^-x) for finite x, given t = e^-|x|: 1/(1 + t) or t/(1 + t) by the sign of x.
STARLING_FUNCTION double sigmoid_from_tail(double x, Ratio t) {
  return (x > 0.0 ? t.denominator : t.numerator) / (t.denominator + t.numerator);
}

/// ln(1 + e^x) for finite x. Within 5.2 ulp (7e-16 relative), also where it is tiny; below x = -708 within 4e-308.
STARLING_FUNCTION double softplus(double x) { return softplus_from_tail(x, exp_of_minus_magnitude(x)); }

/// 1/(1 + e^-x) for finite x. Within 4.5 ulp (6e-16 relative); below x = -708 within 4e-308.
STARLING_FUNCTION double sigmoid(double x) { return sigmoid_from_tail(x, exp_of_minus_magnitude(x)); }

/// Both from one exponential; the value has the bits of softplus(x), the derivative those of sigmoid(x).
STARLING_FUNCTION Softplus softplus_and_derivative(double x) {
  const Ratio t = exp_of_minus_magnitude(x);
  return {softplus_from_tail(x, t), sigmoid_from_tail(x, t)};
}

/// 1/(1 + e^y) for 0 <= y <= 86 (708 in double precision): the lesser of the sigmoids of y and -y; the greater is one
/// minus it. Within 2.5 ulp (4 in double precision).
template <class Real>
STARLING_FUNCTION Real sigmoid_tail(Real y) {
  const ExpFraction<Real> f = exp_fraction(y);
  const Real numerator = f.scale * (f.coth - f.rest);
  return numerator / (f.coth + f.rest + numerator);
}

/// -ln(1 - u) for 0 <= u <= 1/2: ln(1 + e^-y) of the sigmoid tail of y. Within 1.2 ulp.
STARLING_FUNCTION float softplus_tail(float u) {
  const float u2 = u * u;
  const float u4 = u2 * u2;
  const float low = fma(u2, fma(u, 0x1.6830e8p-3F, 0x1.01e9dap-2F), fma(u, 0x1.5542f6p-2F, 0x1.00001ep-1F));
  const float high = fma(u2, fma(u, -0x1.3cfc78p+1F, 0x1.f88f2ep+0F), fma(u, -0x1.2f3e04p-1F, 0x1.5c3ae6p-2F));
  return fma(u2, fma(u4, fma(u4, 0x1.be5254p+0F, high), low), u);
}

/// 1/(1 + e^-x) in single precision, for every x. Within 2.5 ulp (1.8e-7 relative); below x = -86 within 5e-38.
STARLING_FUNCTION float sigmoid(float x) {
  const float tail = sigmoid_tail(held_magnitude(x));
  return x > 0.0F ? 1.0F - tail : tail;
}

/// ln(1 + e^x) in single precision, for every x. Within 3.6 ulp (2.6e-7 relative); below x = -86 within 5e-38.
STARLING_FUNCTION float softplus(float x) {
  const float tail = sigmoid_tail(held_magnitude(x));
  return softplus_tail(tail) + (x > 0.0F ? x : 0.0F);
}

}  // namespace starling::math
