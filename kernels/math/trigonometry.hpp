// Sine and cosine of one angle, together.
#pragma once

#include "kernels/math/bits.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/horner.hpp"
#include "kernels/portability.hpp"

namespace starling::math {

struct SineCosine {
  double sine;
  double cosine;
};

/// Sine and cosine of quarter pi/2 + rest for |rest| <= pi/4; only the two low bits of `quarter` count.
STARLING_FUNCTION SineCosine sine_cosine_from_quarter(std::uint64_t quarter, double rest) {
  const double z = rest * rest;
  const double sine_series = horner(z, -0x1.5555555555548p-3, 0x1.111111110f730p-7, -0x1.a01a019be9204p-13,
                                    0x1.71de3555289c0p-19, -0x1.ae5e4ba36f80bp-26, 0x1.5d8b73657db0ep-33);
  const double near_sine = fma(rest * z, sine_series, rest);
  const double near_cosine = horner(z, 1.0, -0.5, 0x1.555555555554bp-5, -0x1.6c16c16c15016p-10, 0x1.a01a019c8f426p-16,
                                    -0x1.27e4f7f1a37ccp-22, 0x1.1ee9dbd7cd372p-29, -0x1.8fa686e53f813p-37);
  const bool swapped = (quarter & 1u) != 0u;
  const std::uint64_t sine_sign = (quarter & 2u) << 62;
  const std::uint64_t cosine_sign = ((quarter + 1u) & 2u) << 62;
  return {double_of(bits_of(swapped ? near_cosine : near_sine) ^ sine_sign),
          double_of(bits_of(swapped ? near_sine : near_cosine) ^ cosine_sign)};
}

/// sin and cos of 2 pi u, u in [0, 1]. Within 1.7e-16, and the sine within 2 ulp for u < 0.4.
STARLING_FUNCTION SineCosine sine_cosine_of_turn(double u) {
  const Rounded quarter = round_product_to_integer(u, 4.0);
  const double part = fma(-0.25, quarter.value, u);
  return sine_cosine_from_quarter(quarter.bits, 0x1.921fb54442d18p+2 * part);
}

/// sin and cos of an angle in radians, |angle| < 200. Within 1.6 ulp.
STARLING_FUNCTION SineCosine sine_cosine(double angle) {
  const Rounded quarter = round_product_to_integer(angle, 0x1.45f306dc9c883p-1);
  double rest = fma(-quarter.value, 0x1.921fb54442d18p+0, angle);
  rest = fma(-quarter.value, 0x1.1a62633145c07p-54, rest);
  return sine_cosine_from_quarter(quarter.bits, rest);
}

}  // namespace starling::math
