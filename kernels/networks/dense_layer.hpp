// Dense layers of neural networks on rows of plain or dual numbers, forwards and in reverse.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/networks/activate.hpp"
#include "kernels/networks/dual_rows.hpp"
#include "kernels/networks/product.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// Weights W (inputs x outputs) and biases of one layer, as its products read them. Outputs need not be whole vectors.
template <class Real>
struct DenseLayer {
  std::int64_t inputs;
  std::int64_t outputs;
  const Real* weights;     ///< pack_panels of W
  const Real* transposed;  ///< pack_transposed_panels of W; only reverse_inputs reads it
  const Real* biases;      ///< padded_columns(outputs) numbers, zeros beyond `outputs`
};

/// Sums of the derivatives of a loss by a layer's weights and biases.
template <class Real>
struct DenseGradient {
  Real* weights;  ///< inputs rows of padded_columns(outputs) numbers, weight_stride apart
  std::int64_t weight_stride;
  Real* biases;  ///< padded_columns(outputs) numbers
};

/// z = x W + b on the values, zdot = xdot W on each tangent. x has at least `inputs` columns, of which the others are
/// not read; z has padded_columns(outputs).
template <class Real>
STARLING_FUNCTION void apply_dense(const DenseLayer<Real>& layer, ConstDualRows<Real> x,
                                   DualRows<std::type_identity_t<Real>> z) {
  const Panels<Real> weights = packed_panels(layer.weights, layer.inputs);
  product({x.rows, layer.inputs, z.columns}, as_left(x.plane(0), x.row_stride), weights,
          ResultRows<Real>{z.plane(0), z.row_stride}, Start::bias, layer.biases);
  product({x.tangents * x.rows, layer.inputs, z.columns}, as_left(x.plane(1), x.row_stride), weights,
          ResultRows<Real>{z.plane(1), z.row_stride}, Start::zero);
}

/// xbar = zbar W^T on every plane, from the adjoints zbar of z; with Start::present it is added to what xbar holds.
/// zbar has at least `outputs` columns, xbar at least padded_columns(inputs), of which those beyond `inputs` become
/// zeros (Start::zero) or stay as they are.
template <class Real>
STARLING_FUNCTION void reverse_dense_inputs(const DenseLayer<Real>& layer, ConstDualRows<Real> zbar,
                                            DualRows<std::type_identity_t<Real>> xbar, Start start = Start::zero) {
  product({zbar.all_rows(), layer.outputs, padded_columns<Real>(layer.inputs)}, as_left(zbar.data, zbar.row_stride),
          packed_panels(layer.transposed, layer.outputs), ResultRows<Real>{xbar.data, xbar.row_stride}, start);
}

/// Adds x^T zbar, over the rows of all planes in ascending order, to the weights' gradient, and the values' rows of
/// zbar, in ascending order, to the biases'. zbar has padded_columns(outputs), zeros beyond `outputs`.
template <class Real>
STARLING_FUNCTION void reverse_dense_weights(ConstDualRows<Real> x, ConstDualRows<Real> zbar, std::int64_t inputs,
                                             const DenseGradient<Real>& gradient) {
  const Panels<Real> rows = as_panels(zbar.data, zbar.row_stride);
  product({inputs, x.all_rows(), zbar.columns}, as_transposed_left(x.data, x.row_stride), rows,
          ResultRows<Real>{gradient.weights, gradient.weight_stride}, Start::present);
  // A product with a row of ones: fma(1, z, sum) is z + sum.
  const Real one = 1;
  product({1, zbar.rows, zbar.columns}, LeftFactor<Real>{&one, 0, 0}, rows, ResultRows<Real>{gradient.biases, 0},
          Start::present);
}

}  // namespace starling::networks
