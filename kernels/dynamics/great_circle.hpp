// Rotational diffusion of a direction in space, in finite steps that forget it at the right rate.
#pragma once

#include <cmath>

#include "kernels/math/exponential.hpp"
#include "kernels/math/sinc.hpp"
#include "kernels/portability.hpp"

namespace starling {

/// The standard deviation s of each component of a Gaussian turn in the tangent plane, by the angle theta = |s xi|, that
/// has E[cos theta] = e^(-2 q) exactly, which is what rotational diffusion leaves after q = D_r dt >= 0. On the host.
/// E[cos theta] = 1 - h(s^2), h(w) = w - w^2/3 + w^3/(3 5) - ..., which is 2 x D(x) at x = s / sqrt 2 with D Dawson's
/// function, rises from 0 to 1 on [0, 1.708]: there is a turn for every step. Second harmonics are right to order q^2.
inline double great_circle_spread(double q) {
  constexpr int terms = 40;
  // 1 - e^(-2 q), with all its digits where q is small.
  double lost = 1.0 - math::exp(-2.0 * q);
  if (q < 0.25) {
    double series = 1.0;
    for (int k = terms; k > 1; --k) series = 1.0 - 2.0 * q / k * series;
    lost = 2.0 * q * series;
  }
  // Newton from below, where h is concave: h' = (h/w + 1 - h) / 2.
  double w = lost;
  for (int iteration = 0; iteration < 8; ++iteration) {
    double ratio = 1.0;
    for (int k = terms; k > 0; --k) ratio = 1.0 - w / (2 * k + 1) * ratio;
    w += 2.0 * (lost - w * ratio) / (ratio + 1.0 - w * ratio);
  }
  return std::sqrt(w);
}

/// The unit vector `direction` turned along the great circle that the tangent part of spread xi begins, by its length;
/// xi has three components, below 9.5 together. The result is a unit vector to the last bits however many turns follow.
STARLING_FUNCTION void turn_on_great_circle(const double* direction, double spread, const double* xi, double* turned) {
  const double along = direction[0] * xi[0] + direction[1] * xi[1] + direction[2] * xi[2];
  double tangent[3];
  double square = 0.0;
  for (int d = 0; d < 3; ++d) {
    tangent[d] = spread * (xi[d] - along * direction[d]);
    square += tangent[d] * tangent[d];
  }
  const auto [sinc, cosine] = math::sinc_cosine(square);
  double length_squared = 0.0;
  for (int d = 0; d < 3; ++d) {
    turned[d] = cosine * direction[d] + sinc * tangent[d];
    length_squared += turned[d] * turned[d];
  }
  // One step of Newton for 1 / length, so that rounding errors do not add up.
  for (int d = 0; d < 3; ++d) turned[d] *= 1.5 - 0.5 * length_squared;
}

}  // namespace starling
