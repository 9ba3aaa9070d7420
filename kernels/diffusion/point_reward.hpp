// Rewards of points: sums over components, with their means under Gaussians.
#pragma once

#include <cmath>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/math/normal_probability.hpp"

namespace starling {

/// log(outside + inside e^gain) for probabilities of which one may be 0, |gain| <= 600: beyond, the floor of 2^-1000 would count.
STARLING_FUNCTION double log_of_step(double outside, double inside, double gain) {
  constexpr double least = 0x1p-1000;
  const double without = math::log(outside > least ? outside : least);
  const double with = gain + math::log(inside > least ? inside : least);
  const double more = without > with ? without : with;
  const double less = without > with ? with : without;
  return more + math::log(1.0 + math::exp(less - more));
}

enum class RewardShape { linear, quadratic, indicator };

/// linear: sum_c first_c y_c. quadratic: -1/2 sum_c first_c (y_c - second_c)^2. indicator: `height` where component `along` lies
/// between low and high. Tables in device memory.
struct PointReward {
  RewardShape shape;
  const double* first;
  const double* second;
  int along;
  double low;
  double high;
  double height;

  /// What component c of y adds to the mean over N(y, variance): at variance 0, to the reward itself.
  [[nodiscard]] STARLING_FUNCTION double mean(int c, double y, double variance) const {
    if (shape == RewardShape::linear) return first[c] * y;
    if (shape == RewardShape::quadratic) {
      const double apart = y - second[c];
      return -0.5 * first[c] * math::fma(apart, apart, variance);
    }
    return c == along ? height * inside(y, variance) : 0.0;
  }

  /// P(low < y' < high), y' ~ N(y, variance).
  [[nodiscard]] STARLING_FUNCTION double inside(double y, double variance) const {
    if (variance == 0.0) return y > low && y < high ? 1.0 : 0.0;
    const double scale = 1.0 / std::sqrt(variance);
    return math::normal_probability_between((low - y) * scale, (high - y) * scale);
  }
  /// 1 less that, without cancellation.
  [[nodiscard]] STARLING_FUNCTION double outside(double y, double variance) const {
    if (variance == 0.0) return y > low && y < high ? 0.0 : 1.0;
    const double scale = 1.0 / std::sqrt(variance);
    return math::upper_normal_probability((y - low) * scale) + math::upper_normal_probability((high - y) * scale);
  }
};

}  // namespace starling
