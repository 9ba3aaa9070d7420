// A neural-network potential as kernels see it: symmetry functions and a network for each element.
#pragma once

#include <cstdint>

#include "kernels/descriptors/symmetry_functions.hpp"
#include "kernels/networks/dense_stack.hpp"
#include "kernels/portability.hpp"

namespace starling::potentials {

/// Where a layer's numbers lie.
struct LayerPlace {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t weights;  ///< in the vector of parameters: inputs rows of `outputs`; the biases follow
  std::int64_t packed;   ///< in packed memory: DenseLayer's weights, transposed and biases, one after the other
  double factor;         ///< parameters of the weights act times this

  STARLING_FUNCTION std::int64_t biases() const { return weights + inputs * outputs; }
  STARLING_FUNCTION std::int64_t packed_size() const {
    return networks::packed_size<double>(inputs, outputs) + networks::packed_size<double>(outputs, inputs) +
           networks::padded_columns<double>(outputs);
  }
};

/// Of one element's atoms.
struct ElementView {
  descriptors::ElementFunctions functions;
  const double* offset;  ///< of each function; the networks see (G - offset) factor
  const double* factor;
  std::int64_t columns;  ///< whole vectors that hold the functions
  double atom_energy;    ///< added to each atom's
  LayerPlace layer[networks::most_hidden_layers + 1];
};

/// E_i = scale * network(G_i) + atom energy.
struct PotentialView {
  ElementView element[descriptors::most_elements];
  int elements;
  int cutoff;  ///< place in descriptors::Cutoffs
  int hidden;  ///< layers of every element's network
  networks::ActivationPlace activation;
  double scale;

  /// The layers of an element from what pack_layer() made; without it (null) only their shapes.
  STARLING_FUNCTION networks::DenseStack<double> stack(int e, const double* packed,
                                                       networks::DenseLayer<double>* layers) const {
    for (int l = 0; l <= hidden; ++l) {
      const LayerPlace& place = element[e].layer[l];
      if (packed == nullptr) {
        layers[l] = {place.inputs, place.outputs, nullptr, nullptr, nullptr};
        continue;
      }
      const double* const weights = packed + place.packed;
      const double* const transposed = weights + networks::packed_size<double>(place.inputs, place.outputs);
      layers[l] = {place.inputs, place.outputs, weights, transposed,
                   transposed + networks::packed_size<double>(place.outputs, place.inputs)};
    }
    return {layers, hidden, activation};
  }
};

/// Scales and packs a layer's parameters; `buffer` holds inputs * outputs numbers.
STARLING_FUNCTION void pack_layer(const LayerPlace& place, const double* parameters, double* packed, double* buffer) {
  for (std::int64_t k = 0; k < place.inputs * place.outputs; ++k)
    buffer[k] = parameters[place.weights + k] * place.factor;
  double* const weights = packed + place.packed;
  double* const transposed = weights + networks::packed_size<double>(place.inputs, place.outputs);
  double* const biases = transposed + networks::packed_size<double>(place.outputs, place.inputs);
  networks::pack_panels(buffer, place.outputs, place.inputs, place.outputs, weights);
  networks::pack_transposed_panels(buffer, place.outputs, place.inputs, place.outputs, transposed);
  for (std::int64_t j = 0; j < networks::padded_columns<double>(place.outputs); ++j)
    biases[j] = j < place.outputs ? parameters[place.biases() + j] : 0.0;
}

}  // namespace starling::potentials
