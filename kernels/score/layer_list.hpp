// A score network as kernels see it.
#pragma once

#include "kernels/networks/activation_choice.hpp"
#include "kernels/networks/layer_list.hpp"
#include "kernels/networks/layer_norm.hpp"
#include "kernels/score/scales.hpp"

namespace starling::score {

using networks::LayerShape;
using networks::numbered;

/// A network as kernels see it.
template <class Architecture, class Real>
struct LayeredNetwork {
  Architecture of;
  networks::ActivationPlace activation;
  const networks::DenseLayer<Real>* layer;
  Scales scales;
  InputLengths lengths;
};

}  // namespace starling::score
