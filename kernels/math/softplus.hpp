// Softplus ln(1 + e^x) and its derivative, the sigmoid 1/(1 + e^-x).
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

struct Softplus {
  double value;
  double derivative;
};

/// e^-|x|, held at e^-708 beyond |x| = 708 so that it stays a normal number.
STARLING_FUNCTION double exp_of_minus_magnitude(double x) {
  const double magnitude = absolute(x);
  return exp_in_range(-(magnitude < 708.0 ? magnitude : 708.0));
}

/// ln(1 + e^x) for finite x, given t = e^-|x|: max(x, 0) + ln(1 + t), ln(1 + t) = 2 artanh(t / (2 + t)).
STARLING_FUNCTION double softplus_from_tail(double x, double t) {
  const double s = t / (2.0 + t);
  const double z = s * s;
  const double z2 = z * z;
  const double even = horner(z2, 2.0, 0x1.99999999a074ep-2, 0x1.c71c741c641ffp-3, 0x1.3b1ddb3b16b2ep-3,
                             0x1.efd81cc736e6fp-4, 0x1.5c783ed0ba173p-3);
  const double odd = horner(z2, 0x1.5555555555535p-1, 0x1.249249208c735p-2, 0x1.745cb40275267p-3,
                            0x1.1067c80bb7adcp-3, 0x1.55b1d331e41a2p-4);
  return fma(s, fma(z, odd, even), x > 0.0 ? x : 0.0);
}

/// ln(1 + e^x) for finite x.
STARLING_FUNCTION double softplus(double x) { return softplus_from_tail(x, exp_of_minus_magnitude(x)); }

/// 1/(1 + e^-x) for finite x.
STARLING_FUNCTION double sigmoid(double x) {
  const double t = exp_of_minus_magnitude(x);
  return (x > 0.0 ? 1.0 : t) / (1.0 + t);
}

/// Both from one exponential; the value has the bits of softplus(x), the derivative those of sigmoid(x).
STARLING_FUNCTION Softplus softplus_and_derivative(double x) {
  const double t = exp_of_minus_magnitude(x);
  return {softplus_from_tail(x, t), (x > 0.0 ? 1.0 : t) / (1.0 + t)};
}

}  // namespace starling::math
