// Layer norm of rows of plain or dual numbers, forwards and in reverse. Ba, Kiros and Hinton, arXiv:1607.06450.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "kernels/networks/dual_rows.hpp"
#include "kernels/networks/row_sums.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// What is learned: a gain and a bias per column. Rows may have more columns, which are padding.
template <class Real>
struct LayerNorm {
  std::int64_t columns;
  const Real* gain;
  const Real* bias;
};

/// Sums of the derivatives of a loss by gains and biases.
template <class Real>
struct LayerNormGradient {
  Real* gain;
  Real* bias;
};

/// Added to the variance of a row before its root is taken.
inline constexpr double norm_epsilon = 1e-5;

namespace norm {

// Rows go by value: behind a reference their numbers might be what a loop over lanes writes.

/// A row with its mean taken off and divided by its spread: h_k = (x_k - mean) inverse.
template <class Real>
struct NormalRow {
  const Real* x;
  Real mean;
  Real inverse;

  STARLING_LANE_FUNCTION Real operator[](std::int64_t k) const { return (x[k] - mean) * inverse; }
};

template <class Real>
STARLING_LANE_FUNCTION NormalRow<Real> normal_row(const Real* x, std::int64_t columns) {
  const Real part = Real(1) / static_cast<Real>(columns);
  const Real mean = part * row_sum(x, columns);
  const Real squares = row_sum<Real>(columns, [=](std::int64_t k, Real sum) {
    const Real distance = x[k] - mean;
    return math::fma(distance, distance, sum);
  });
  return {x, mean, Real(1) / std::sqrt(math::fma(part, squares, static_cast<Real>(norm_epsilon)))};
}

/// A tangent of a row: hdot_k = inverse (xdot_k - mean - slope h_k), slope the mean of h xdot.
template <class Real>
struct NormalTangent {
  const Real* xdot;
  Real mean;
  Real slope;

  STARLING_LANE_FUNCTION Real centred(std::int64_t k) const { return xdot[k] - mean; }
  STARLING_LANE_FUNCTION Real at(std::int64_t k, NormalRow<Real> h) const {
    return h.inverse * math::fma(-slope, h[k], centred(k));
  }
};

template <class Real>
STARLING_LANE_FUNCTION NormalTangent<Real> normal_tangent(const Real* xdot, NormalRow<Real> h, std::int64_t columns) {
  const Real part = Real(1) / static_cast<Real>(columns);
  const Real mean = part * row_sum(xdot, columns);
  const Real slope =
      row_sum<Real>(columns, [=](std::int64_t k, Real sum) { return math::fma(h[k], xdot[k] - mean, sum); });
  return {xdot, mean, part * slope};
}

/// The values' part of a row's reverse pass: xbar becomes the adjoint of h.
template <class Real>
STARLING_NOINLINE STARLING_FUNCTION void begin_reverse_row(const LayerNorm<Real>& layer, NormalRow<Real> h,
                                                           const Real* ybar, Real* xbar,
                                                           const LayerNormGradient<Real>& gradient) {
  STARLING_LANES
  for (std::int64_t k = 0; k < layer.columns; ++k) {
    const Real adjoint = ybar[k];
    gradient.gain[k] = math::fma(h[k], adjoint, gradient.gain[k]);
    gradient.bias[k] += adjoint;
    xbar[k] = layer.gain[k] * adjoint;
  }
}

/// That of a tangent: with A = gain ydotbar its own adjoint is inverse (A - mean A - h mean(A h)); hbar loses
/// inverse (slope A + mean(A h) (xdot - mean)). Gives back the mean of A hdot, by which the row's spread gets an adjoint.
template <class Real>
STARLING_NOINLINE STARLING_FUNCTION Real reverse_tangent_row(const LayerNorm<Real>& layer, NormalRow<Real> h,
                                                             const Real* xdot, const Real* ybar, Real* hbar,
                                                             Real* xdotbar, Real* gain_gradient) {
  const std::int64_t columns = layer.columns;
  const Real* gain = layer.gain;
  const Real part = Real(1) / static_cast<Real>(columns);
  const NormalTangent<Real> tangent = normal_tangent(xdot, h, columns);
  const Real mean = part * row_product_sum(gain, ybar, columns);
  const Real along =
      part * row_sum<Real>(columns, [=](std::int64_t k, Real sum) { return math::fma(gain[k] * ybar[k], h[k], sum); });
  const Real moved = part * row_sum<Real>(columns, [=](std::int64_t k, Real sum) {
                       return math::fma(gain[k] * ybar[k], tangent.at(k, h), sum);
                     });
  STARLING_LANES
  for (std::int64_t k = 0; k < columns; ++k) {
    const Real adjoint = gain[k] * ybar[k];
    gain_gradient[k] = math::fma(tangent.at(k, h), ybar[k], gain_gradient[k]);
    hbar[k] = math::fma(-h.inverse, math::fma(tangent.slope, adjoint, along * tangent.centred(k)), hbar[k]);
    xdotbar[k] = h.inverse * math::fma(-along, h[k], adjoint - mean);
  }
  return moved;
}

/// From the adjoint of h, in place, that of x.
template <class Real>
STARLING_NOINLINE STARLING_FUNCTION void end_reverse_row(NormalRow<Real> h, std::int64_t columns, Real moved,
                                                         Real* xbar) {
  const Real part = Real(1) / static_cast<Real>(columns);
  const Real mean = part * row_sum<Real>(xbar, columns);
  const Real along =
      part * row_sum<Real>(columns, [=](std::int64_t k, Real sum) { return math::fma(xbar[k], h[k], sum); }) + moved;
  STARLING_LANES
  for (std::int64_t k = 0; k < columns; ++k) xbar[k] = h.inverse * math::fma(-along, h[k], xbar[k] - mean);
}

template <class Real>
STARLING_FUNCTION void clear_padding(const LayerNorm<Real>& layer, Real* row, std::int64_t columns) {
  for (std::int64_t k = layer.columns; k < columns; ++k) row[k] = Real(0);
}

}  // namespace norm

/// y = gain h + bias on the values of each row, h = (x - mean x)/sqrt(variance x + norm_epsilon) over the layer's columns,
/// and ydot = gain hdot on each tangent. Of the same shape; padding of x is not read, that of y becomes zeros.
template <class Real>
STARLING_NOINLINE STARLING_FUNCTION void apply_norm(const LayerNorm<Real>& layer, ConstDualRows<Real> x,
                                                    DualRows<std::type_identity_t<Real>> y) {
  const Real* gain = layer.gain;
  for (std::int64_t row = 0; row < x.rows; ++row) {
    const norm::NormalRow<Real> h = norm::normal_row(x.plane(0) + row * x.row_stride, layer.columns);
    Real* out = y.plane(0) + row * y.row_stride;
    STARLING_LANES
    for (std::int64_t k = 0; k < layer.columns; ++k) out[k] = math::fma(gain[k], h[k], layer.bias[k]);
    norm::clear_padding(layer, out, y.columns);
    for (int t = 1; t <= x.tangents; ++t) {
      const norm::NormalTangent<Real> tangent = norm::normal_tangent(x.plane(t) + row * x.row_stride, h, layer.columns);
      Real* moved = y.plane(t) + row * y.row_stride;
      STARLING_LANES
      for (std::int64_t k = 0; k < layer.columns; ++k) moved[k] = gain[k] * tangent.at(k, h);
      norm::clear_padding(layer, moved, y.columns);
    }
  }
}

/// From the adjoints ybar of y = apply_norm(x), of values and tangents, the adjoints xbar of x; adds to the gradient, row by
/// row. xbar may be ybar. Padding is not read, that of xbar becomes zeros.
template <class Real>
STARLING_FUNCTION void reverse_norm(const LayerNorm<Real>& layer, ConstDualRows<Real> x, ConstDualRows<Real> ybar,
                                    DualRows<std::type_identity_t<Real>> xbar,
                                    const LayerNormGradient<Real>& gradient) {
  for (std::int64_t row = 0; row < x.rows; ++row) {
    const norm::NormalRow<Real> h = norm::normal_row(x.plane(0) + row * x.row_stride, layer.columns);
    Real* hbar = xbar.plane(0) + row * xbar.row_stride;
    norm::begin_reverse_row(layer, h, ybar.plane(0) + row * ybar.row_stride, hbar, gradient);
    Real moved = Real(0);
    for (int t = 1; t <= x.tangents; ++t) {
      Real* xdotbar = xbar.plane(t) + row * xbar.row_stride;
      moved += norm::reverse_tangent_row(layer, h, x.plane(t) + row * x.row_stride,
                                         ybar.plane(t) + row * ybar.row_stride, hbar, xdotbar, gradient.gain);
      norm::clear_padding(layer, xdotbar, xbar.columns);
    }
    norm::end_reverse_row(h, layer.columns, moved, hbar);
    norm::clear_padding(layer, hbar, xbar.columns);
  }
}

}  // namespace starling::networks
