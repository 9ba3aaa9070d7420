// The exponential function.
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

/// e^x for |x| <= 708, where no range check is needed. Within 1.1 ulp.
/// x = k ln 2 + r with |r| <= ln(2)/2, then e^r = 1 + r + r^2 Q(r) with Q minimax of degree 9.
STARLING_FUNCTION double exp_in_range(double x) {
  const Rounded k = round_product_to_integer(x, 0x1.71547652b82fep+0);
  double r = fma(-k.value, 0x1.62e42fefa39efp-1, x);
  r = fma(-k.value, 0x1.abc9e3b39803fp-56, r);
  const double r2 = r * r;
  const double even = horner(r2, 0x1.000000000000ap-1, 0x1.5555555550607p-5, 0x1.6c16c184be476p-10,
                             0x1.a019981d4fd5cp-16, 0x1.28afa6e870613p-22);
  const double odd = horner(r2, 0x1.5555555555503p-3, 0x1.1111111124fdbp-7, 0x1.a01a013be01e4p-13,
                            0x1.71def13acf0b9p-19, 0x1.adef465ae8ba3p-26);
  const double power = 1.0 + fma(r2, fma(r, odd, even), r);
  return scale_by_power_of_two(power, k.bits);
}

/// e^x for every x. Within 1.1 ulp; zero where e^x would be below the smallest normal number (x < -708.396),
/// infinity above the largest (x > 709.782), NaN for NaN.
STARLING_FUNCTION double exp(double x) {
  const double inside = exp_in_range(x);
  const double above_zero = x < -0x1.6232bdd7abcd2p+9 ? 0.0 : inside;
  return x > 0x1.62e42fefa39efp+9 ? __builtin_huge_val() : above_zero;
}

/// e^x in single precision, for every x. Within 1.1 ulp; zero where it would be below the smallest normal number
/// (x < -87.3365), infinity above the largest (x > 88.7228), NaN for NaN.
STARLING_FUNCTION float exp(float x) {
  const RoundedSingle k = round_product_to_integer(x, 0x1.715476p+0F);
  float r = fma(k.value, -0x1.62e430p-1F, x);
  r = fma(k.value, 0x1.05c610p-29F, r);
  const float series = horner(r, 0x1.fffffcp-2F, 0x1.555494p-3F, 0x1.5558bep-5F, 0x1.123856p-7F, 0x1.6a3d12p-10F);
  const float inside = scale_by_power_of_two(1.0F + fma(r * r, series, r), k.bits);
  const float above_zero = x < -0x1.5d589ep+6F ? 0.0F : inside;
  return x > 0x1.62e42ep+6F ? __builtin_huge_valf() : above_zero;
}

}  // namespace starling::math
