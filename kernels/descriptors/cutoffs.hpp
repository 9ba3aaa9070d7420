// The functions that let a descriptor of an atom vanish at its cutoff radius r_c, of x = r/r_c.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/math/hyperbolic.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/portability.hpp"
#include "kernels/registry.hpp"

namespace starling::descriptors {

/// A function of one number at a point, and its derivative there.
struct ValueAndSlope {
  double value;
  double slope;
};

/// (cos(pi x) + 1)/2 for 0 <= x <= 1.
struct CosineCutoff {
  static constexpr const char* name = "cosine";
  static constexpr int n2p2_type = 1;  ///< how n2p2's files name it

  STARLING_LANE_FUNCTION static ValueAndSlope at(double x) {
    const math::SineCosine turn = math::sine_cosine_of_turn(0.5 * x);
    return {math::fma(0.5, turn.cosine, 0.5), -0x1.921fb54442d18p+0 * turn.sine};
  }
};

/// tanh^3(1 - x) for 0 <= x <= 1, which is not 1 at x = 0.
struct TanhCubedCutoff {
  static constexpr const char* name = "tanh_cubed";
  static constexpr int n2p2_type = 2;

  STARLING_LANE_FUNCTION static ValueAndSlope at(double x) {
    const math::HyperbolicTangent<double> t = math::tanh_and_derivative(1.0 - x);
    const double square = t.value * t.value;
    return {square * t.value, -3.0 * square * t.derivative};
  }
};

/// 1 + x^3 ((15 - 6 x) x - 10) for 0 <= x <= 1: twice continuously differentiable, for molecular dynamics.
struct PolynomialCutoff {
  static constexpr const char* name = "polynomial";
  static constexpr int n2p2_type = 6;

  STARLING_LANE_FUNCTION static ValueAndSlope at(double x) {
    const double square = x * x;
    const double rest = (1.0 - x) * x;
    return {math::fma(square * x, math::fma(math::fma(-6.0, x, 15.0), x, -10.0), 1.0), -30.0 * rest * rest};
  }
};

/// What a deck or a file may name.
using Cutoffs = Registry<CosineCutoff, TanhCubedCutoff, PolynomialCutoff>;

}  // namespace starling::descriptors
