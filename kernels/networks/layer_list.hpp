// The layers of a network as a list, whatever its architecture.
#pragma once

#include "kernels/networks/dense_layer.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// Inputs and outputs of a layer, and what it begins with. A layer norm is a layer of one input, whose weights are the gains.
struct LayerShape {
  const char* name;
  std::int64_t inputs;
  std::int64_t outputs;
  bool biased = true;
  std::int64_t zeros = 0;  ///< outputs, the last ones, whose weights start at zero
  bool is_norm = false;    ///< its weights start at one
  int number = -1;         ///< of layers of one name, counted from 0
};

/// A dense layer of this name and number.
STARLING_FUNCTION constexpr LayerShape numbered(const char* name, int number, std::int64_t inputs, std::int64_t outputs,
                                                bool biased = true) {
  return {name, inputs, outputs, biased, 0, false, number};
}

// An architecture is a struct of numbers with
//   layers()         how many layers it has, at most its constant most_layers
//   layer_shape(l)   of layer l, in the order of the parameters

/// Parameters of a network: of each layer the weights, row by row, and then the biases, if it has them.
template <class Architecture>
STARLING_FUNCTION std::int64_t parameter_count(const Architecture& of) {
  std::int64_t count = 0;
  for (int l = 0; l < of.layers(); ++l) {
    const LayerShape shape = of.layer_shape(l);
    count += shape.inputs * shape.outputs + (shape.biased ? shape.outputs : 0);
  }
  return count;
}

/// Numbers that gradients take: a padded matrix and its biases per layer.
template <class Real, class Architecture>
STARLING_FUNCTION std::int64_t gradient_size(const Architecture& of) {
  std::int64_t size = 0;
  for (int l = 0; l < of.layers(); ++l) {
    const LayerShape shape = of.layer_shape(l);
    size += (shape.inputs + 1) * padded_columns<Real>(shape.outputs);
  }
  return size;
}

/// Cuts gradient_size() zeros into the gradients of the layers.
template <class Real, class Architecture>
STARLING_FUNCTION void place_gradients(const Architecture& of, Real* zeros, DenseGradient<Real>* layer) {
  for (int l = 0; l < of.layers(); ++l) {
    const LayerShape shape = of.layer_shape(l);
    const std::int64_t columns = padded_columns<Real>(shape.outputs);
    layer[l] = {zeros, columns, zeros + shape.inputs * columns};
    zeros += (shape.inputs + 1) * columns;
  }
}

/// Writes them without padding, in the order of the parameters.
template <class Real, class Architecture>
STARLING_FUNCTION void write_gradients(const Architecture& of, const DenseGradient<Real>* layer, Real* out) {
  for (int l = 0; l < of.layers(); ++l) {
    const LayerShape shape = of.layer_shape(l);
    for (std::int64_t row = 0; row < shape.inputs; ++row) {
      const Real* from = layer[l].weights + row * layer[l].weight_stride;
      for (std::int64_t k = 0; k < shape.outputs; ++k) *out++ = from[k];
    }
    for (std::int64_t k = 0; shape.biased && k < shape.outputs; ++k) *out++ = layer[l].biases[k];
  }
}

}  // namespace starling::networks
