// The products and dense layers of networks as device code. Compiled only: errors are the test.
#include "kernels/networks/activations.hpp"
#include "kernels/networks/attention.hpp"
#include "kernels/networks/dense_layer.hpp"
#include "kernels/networks/layer_norm.hpp"
#include "kernels/networks/residual.hpp"

namespace starling::networks {

template <class Real>
__global__ void call_product(ProductShape shape, LeftFactor<Real> left, Panels<Real> right, ResultRows<Real> result,
                             const Real* bias) {
  product(shape, left, right, result, Start::zero);
  product(shape, left, right, result, Start::bias, bias);
}

template <class Real>
__global__ void call_packing(const Real* matrix, Real* packed) {
  pack_panels(matrix, 32, 3, 17, packed);
  pack_transposed_panels(matrix, 32, 3, 17, packed + packed_size<Real>(3, 17));
}

template <class Activation, class Real>
__global__ void call_layer(DenseLayer<Real> layer, DualRows<Real> x, DualRows<Real> z, DualRows<Real> a,
                           DenseGradient<Real> gradient) {
  apply_dense(layer, x, z);
  activate<Activation>(z, a);
  reverse_activate<Activation>(z, a, a);
  reverse_dense_weights(x, a, layer.inputs, gradient);
  reverse_dense_inputs(layer, a, x);
}

template <class Real>
__global__ void call_attention(AttentionShape shape, DualRows<Real> rows, Real* memory) {
  const DualMatrix<Real> all = matrix_of(rows);
  attend<Real>(shape, all, all, all, all, memory, memory);
  reverse_attend<Real>(shape, all, all, all, all, all, all, all, memory, memory);
  apply_norm(LayerNorm<Real>{16, memory, memory}, rows, rows);
  reverse_norm(LayerNorm<Real>{16, memory, memory}, rows, rows, rows, LayerNormGradient<Real>{memory, memory});
  add_rows<Real>(rows, rows);
}

template <class Real>
void call_each(const Real* in, Real* out) {
  call_product<Real><<<1, 1>>>({1, 1, 16}, as_transposed_left(in, 32), as_panels(in, 32), {out, 32}, in);
  call_packing<Real><<<1, 1>>>(in, out);
  const DenseLayer<Real> layer{1, 1, in, in, in};
  const DualRows<Real> rows{out, 1, 16, 16, 1};
  const DenseGradient<Real> gradient{out, 16, out};
  call_attention<Real><<<1, 1>>>({1, 1, 1, 16, 1}, rows, out);
  call_layer<Silu, Real><<<1, 1>>>(layer, rows, rows, rows, gradient);
  call_layer<Gelu, Real><<<1, 1>>>(layer, rows, rows, rows, gradient);
  call_layer<Tanh, Real><<<1, 1>>>(layer, rows, rows, rows, gradient);
  call_layer<Softplus, Real><<<1, 1>>>(layer, rows, rows, rows, gradient);
  call_layer<Identity, Real><<<1, 1>>>(layer, rows, rows, rows, gradient);
}

template void call_each(const float*, float*);
template void call_each(const double*, double*);

}  // namespace starling::networks
