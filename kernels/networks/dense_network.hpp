// A network of dense layers alone, as a list of layers.
#pragma once

#include "kernels/networks/dense_stack.hpp"
#include "kernels/networks/layer_list.hpp"

namespace starling::networks {

/// `hidden` layers of `width`, and a last one whose weights start at zero: the network starts as nothing.
struct DenseArchitecture {
  static constexpr int most_layers = most_hidden_layers + 1;

  std::int64_t inputs;
  std::int64_t width;
  std::int64_t outputs;
  int hidden;

  [[nodiscard]] STARLING_FUNCTION int layers() const { return hidden + 1; }
  [[nodiscard]] STARLING_FUNCTION LayerShape layer_shape(int l) const {
    if (l < hidden) return numbered("hidden", l, l == 0 ? inputs : width, width);
    return {"last", width, outputs, true, outputs};
  }
};

}  // namespace starling::networks
