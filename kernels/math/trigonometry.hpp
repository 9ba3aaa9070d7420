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

/// sin and cos of an angle in radians, |angle| <= 3.1416. Within 1.7e-15, which
/// a unit vector bears, and without a choice of quarters.
/// From sqrt(2) times sin and cos of half the angle: sin a = s c, cos a = 1 - s^2.
STARLING_FUNCTION SineCosine sine_cosine(double angle) {
  const double z = angle * angle;
  const double half_sine =
      angle * horner(z, 0x1.6a09e667f3bccp-1, -0x1.e2b7dddfef901p-6, 0x1.822cb17fe77e6p-12, -0x1.263a6ed6e657ep-19,
                     0x1.0589445a17d09p-27, -0x1.3054868562feep-36, 0x1.f311f0afa15ddp-46, -0x1.25669e495f4c9p-55);
  const double half_cosine = horner(z, 0x1.6a09e667f3bcdp+0, -0x1.6a09e667f3bc9p-3, 0x1.e2b7dddfef830p-9,
                                    -0x1.017320ffee114p-15, 0x1.263a6ed695965p-23, -0x1.a2753a22a9b25p-32,
                                    0x1.95c60c5fafd55p-41, -0x1.1d2fd5685e6bdp-50, 0x1.258cd0d2eef58p-60);
  return {half_sine * half_cosine, fma(-half_sine, half_sine, 1.0)};
}

/// A multiple of 2 pi away from the angle, in [-pi, pi] up to rounding, |angle| < 1e9.
STARLING_FUNCTION double within_half_turn(double angle) {
  const Rounded turns = round_product_to_integer(angle, 0x1.45f306dc9c883p-3);
  return fma(turns.value, -0x1.921fb54442d18p+2, angle);
}

}  // namespace starling::math
