// Dense layers one behind the other: hidden ones of equal width with an activation, and a last one without.
#pragma once

#include "kernels/networks/activation_choice.hpp"
#include "kernels/networks/dense_layer.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// Hidden layers that a stack may have.
inline constexpr int most_hidden_layers = 8;

/// `hidden` layers, at least one, and the last.
template <class Real>
struct DenseStack {
  const DenseLayer<Real>* layer;
  int hidden;
  ActivationPlace activation;
};

/// Of each hidden layer the sums and what the activation makes of them: rows of the layers' width.
template <class Real>
struct StackRows {
  DualRows<Real> sum[most_hidden_layers];
  DualRows<Real> activated[most_hidden_layers];
};

/// out = the last layer of the activations of ... of the first layer of x. Columns are those of apply_dense().
template <class Real>
STARLING_FUNCTION void apply_stack(const DenseStack<Real>& stack, ConstDualRows<Real> x, const StackRows<Real>& rows,
                                   DualRows<std::type_identity_t<Real>> out) {
  ConstDualRows<Real> in = x;
  for (int l = 0; l < stack.hidden; ++l) {
    apply_dense(stack.layer[l], in, rows.sum[l]);
    activate(stack.activation, rows.sum[l], rows.activated[l]);
    in = rows.activated[l];
  }
  apply_dense(stack.layer[stack.hidden], in, out);
}

/// From the adjoints of `out` the layers' gradients, which it adds to, and those of the first layer's sums, which it returns:
/// reverse_dense_inputs() of stack.layer[0] leads on to the adjoints of x. What apply_stack() left is used up: adjoints take
/// the place of activations.
template <class Real>
STARLING_FUNCTION DualRows<Real> reverse_stack(const DenseStack<Real>& stack, ConstDualRows<Real> x,
                                               const StackRows<Real>& rows, ConstDualRows<Real> out_bar,
                                               const DenseGradient<Real>* gradient) {
  ConstDualRows<Real> bar = out_bar;
  for (int l = stack.hidden; l > 0; --l) {
    const DualRows<Real> in = rows.activated[l - 1];
    reverse_dense_weights<Real>(in, bar, stack.layer[l].inputs, gradient[l]);
    reverse_dense_inputs<Real>(stack.layer[l], bar, in);
    reverse_activate<Real>(stack.activation, rows.sum[l - 1], in, in);
    bar = in;
  }
  reverse_dense_weights<Real>(x, bar, stack.layer[0].inputs, gradient[0]);
  return rows.activated[0];
}

}  // namespace starling::networks
