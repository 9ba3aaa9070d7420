// Softplus ln(1 + e^x) and its derivative, the sigmoid 1/(1 + e^-x).
#pragma once

#include "kernels/math/bits.hpp"
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
/// With |x| = k ln 2 + r and C(r^2) = r coth(r/2), e^-r = (C - r)/(C + r): C is even and needs degree 4 where e^r needs
/// 10, and the one division that softplus and sigmoid make anyhow serves the fraction too.
STARLING_FUNCTION Ratio exp_of_minus_magnitude(double x) {
  const double magnitude = absolute(x);
  const double held = magnitude < 708.0 ? magnitude : 708.0;
  const Rounded k = round_product_to_integer(held, 0x1.71547652b82fep+0);
  double r = fma(k.value, -0x1.62e42fefa39efp-1, held);
  r = fma(k.value, -0x1.abc9e3b39803fp-56, r);
  const double coth = horner(r * r, 0x1.0000000000019p+1, 0x1.555555554504cp-3, -0x1.6c16c0adc8719p-9,
                             0x1.1564e6e52d031p-14, -0x1.b827f59467e9ap-20);
  return {scale_by_power_of_two(coth - r, -k.bits), coth + r};
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

}  // namespace starling::math
