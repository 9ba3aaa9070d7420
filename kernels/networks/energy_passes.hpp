// Networks whose one output is an energy: values and their gradients by the inputs, and the gradient by the parameters of
// what is linear in both.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/networks/activation_choice.hpp"
#include "kernels/networks/dense_layer.hpp"
#include "kernels/networks/dense_stack.hpp"
#include "kernels/networks/workspace.hpp"
#include "kernels/portability.hpp"
#include "kernels/registry_place.hpp"

namespace starling::networks {

/// Rows of one hidden layer, all of its padded width. Dual rows have one tangent.
template <class Real>
struct EnergyLayerRows {
  DualRows<Real> activated;  ///< a = f(z), and its tangent a' = f'(z) z'
  DualRows<Real> adjoints;   ///< of z: that of the loss; and that of the energy, which is the loss's of z'
  Real* slope;               ///< f'(z)
  Real* bend;                ///< f''(z) times the energy's adjoint of a, then times z' as well
};

/// What energy_values() leaves for energy_gradient(), of a block of rows.
template <class Real>
struct EnergyRows {
  DualRows<Real> inputs;  ///< x and its tangent
  EnergyLayerRows<Real> layer[most_hidden_layers]{};
  DualRows<Real> output;  ///< column 0 holds the energy, and its tangent
  DualRows<Real> slopes;  ///< derivatives of the energy by the inputs; no tangents

  /// Takes what `rows` rows of this stack need of a workspace.
  STARLING_FUNCTION EnergyRows(const DenseStack<Real>& stack, std::int64_t rows, Workspace<Real>& space)
      : inputs(space.rows(rows, padded_columns<Real>(stack.layer[0].inputs), 1)),
        output(space.rows(rows, vector_columns<Real>, 1)),
        slopes(space.rows(rows, padded_columns<Real>(stack.layer[0].inputs), 0)) {
    for (int l = 0; l < stack.hidden; ++l) {
      const std::int64_t width = padded_columns<Real>(stack.layer[l].outputs);
      layer[l] = {space.rows(rows, width, 1), space.rows(rows, width, 1), space.numbers(rows * width),
                  space.numbers(rows * width)};
    }
  }
};

/// One plane of dual rows, as rows without tangents.
template <class Real>
STARLING_FUNCTION DualRows<Real> only_plane(const DualRows<Real>& rows, int t) {
  return {rows.plane(t), rows.rows, rows.columns, rows.row_stride, 0};
}

/// a = f(z) in place of z, with f' and f'' beside it.
template <class Activation, class Real>
STARLING_NOINLINE STARLING_FUNCTION void activate_with_derivatives(std::int64_t count, Real* z, Real* slope,
                                                                   Real* bend) {
  STARLING_LANES
  for (std::int64_t k = 0; k < count; ++k) {
    const auto f = Activation::derivatives(z[k]);
    z[k] = f.value;
    slope[k] = f.first;
    bend[k] = f.second;
  }
}

/// The same for the activation at this place.
template <class Real>
STARLING_FUNCTION void activate_with_derivatives(ActivationPlace place, std::int64_t count, Real* z, Real* slope,
                                                 Real* bend) {
  visit_place<Activations>(
      place, [=](auto type) { activate_with_derivatives<typename decltype(type)::type>(count, z, slope, bend); });
}

/// From rows.inputs.plane(0): the energies in column 0 of rows.output.plane(0), and rows.slopes. With a loss that is
/// sum c E + u . dE/dx over the rows, dE/dx is also the adjoint of the tangent along u, so that one way back serves here and
/// in energy_gradient().
template <class Real>
STARLING_FUNCTION void energy_values(const DenseStack<Real>& stack, const EnergyRows<Real>& rows) {
  const std::int64_t count = rows.inputs.rows;
  DualRows<Real> in = only_plane(rows.inputs, 0);
  for (int l = 0; l < stack.hidden; ++l) {
    const EnergyLayerRows<Real>& layer = rows.layer[l];
    const DualRows<Real> z = only_plane(layer.activated, 0);
    apply_dense<Real>(stack.layer[l], in, z);
    activate_with_derivatives(stack.activation, z.size(), z.data, layer.slope, layer.bend);
    in = z;
  }
  const DenseLayer<Real>& last = stack.layer[stack.hidden];
  apply_dense<Real>(last, in, only_plane(rows.output, 0));

  const Real* const weights = last.transposed;  // one row, in panels
  const Panels<Real> panels = packed_panels(weights, 1);
  for (int l = stack.hidden; l >= 0; --l) {
    const DualRows<Real> out = l == 0 ? rows.slopes : only_plane(rows.layer[l - 1].adjoints, 1);
    if (l == stack.hidden) {
      for (std::int64_t row = 0; row < count; ++row)
        for (std::int64_t k = 0; k < out.columns; k += vector_columns<Real>) {
          const Real* const from =
              panels.data + k / panel_columns<Real> * panels.panel_stride + k % panel_columns<Real>;
          STARLING_LANES
          for (int lane = 0; lane < vector_columns<Real>; ++lane)
            out.data[row * out.row_stride + k + lane] = k + lane < last.inputs ? from[lane] : Real(0);
        }
    } else {
      reverse_dense_inputs<Real>(stack.layer[l], only_plane(rows.layer[l].adjoints, 1), out);
    }
    if (l == 0) return;
    const EnergyLayerRows<Real>& layer = rows.layer[l - 1];
    const std::int64_t size = out.size();
    STARLING_LANES
    for (std::int64_t k = 0; k < size; ++k) {
      const Real adjoint = out.data[k];
      layer.bend[k] *= adjoint;
      out.data[k] = layer.slope[k] * adjoint;
    }
  }
}

/// Adds to the layers' gradients those of sum over rows of c E + u . dE/dx, where c is `energy_weights` (one per row) and u
/// is rows.inputs.plane(1), after energy_values() of the same rows, which it uses up.
template <class Real>
STARLING_FUNCTION void energy_gradient(const DenseStack<Real>& stack, const EnergyRows<Real>& rows,
                                       const Real* energy_weights, const DenseGradient<Real>* gradient) {
  DualRows<Real> in = only_plane(rows.inputs, 1);
  for (int l = 0; l < stack.hidden; ++l) {
    const EnergyLayerRows<Real>& layer = rows.layer[l];
    const DualRows<Real> out = only_plane(layer.activated, 1);
    const Panels<Real> weights = packed_panels(stack.layer[l].weights, stack.layer[l].inputs);
    product({in.rows, stack.layer[l].inputs, out.columns}, as_left<Real>(in.data, in.row_stride), weights,
            ResultRows<Real>{out.data, out.row_stride}, Start::zero);
    const std::int64_t size = out.size();
    STARLING_LANES
    for (std::int64_t k = 0; k < size; ++k) {
      const Real tangent = out.data[k];
      layer.bend[k] *= tangent;
      out.data[k] = layer.slope[k] * tangent;
    }
    in = out;
  }
  Real* const output = rows.output.data;
  const std::int64_t count = rows.output.rows;
  for (std::int64_t k = 0; k < rows.output.size(); ++k) output[k] = Real(0);
  for (std::int64_t row = 0; row < count; ++row) {
    output[row * rows.output.row_stride] = energy_weights[row];
    output[(count + row) * rows.output.row_stride] = Real(1);
  }
  DualRows<Real> bar = rows.output;
  for (int l = stack.hidden; l >= 0; --l) {
    const DualRows<Real> from = l == 0 ? rows.inputs : rows.layer[l - 1].activated;
    reverse_dense_weights<Real>(from, bar, stack.layer[l].inputs, gradient[l]);
    if (l == 0) return;
    const EnergyLayerRows<Real>& layer = rows.layer[l - 1];
    const DualRows<Real> here = only_plane(layer.adjoints, 0);
    reverse_dense_inputs<Real>(stack.layer[l], only_plane(bar, 0), here);
    const std::int64_t size = here.size();
    STARLING_LANES
    for (std::int64_t k = 0; k < size; ++k) here.data[k] = math::fma(layer.slope[k], here.data[k], layer.bend[k]);
    bar = layer.adjoints;
  }
}

}  // namespace starling::networks
