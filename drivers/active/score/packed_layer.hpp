// The layers of a network in the forms that products read, made of one vector of parameters.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "engine/learning/parameters.hpp"
#include "kernels/score/equivariant_layers.hpp"

namespace starling::active {

/// The parameters of the equivariant network, in the order in which gradients have them.
[[nodiscard]] inline learning::ParameterLayout equivariant_layout(const score::ScoreShape& of, std::int64_t width) {
  learning::ParameterLayout layout;
  for (int l = 0; l < score::layers; ++l) {
    const score::LayerShape shape = score::layer_shape(of, l, width);
    const double spread = shape.starts_at_zero ? 0.0 : 1.0 / std::sqrt(static_cast<double>(shape.inputs));
    layout.add({std::string(shape.name) + ".weights", shape.inputs, shape.outputs, spread});
    if (shape.biased) layout.add({std::string(shape.name) + ".biases", 1, shape.outputs, 0.0});
  }
  return layout;
}

/// Those that a training starts from: what the network adds to the linear score is zero.
[[nodiscard]] inline std::vector<double> equivariant_start(const score::ScoreShape& of, std::int64_t width,
                                                           random::Key key) {
  const learning::ParameterLayout layout = equivariant_layout(of, width);
  std::vector<double> values = learning::initial_parameters(layout, key);
  // Of a message's outputs, the coefficients of the pair's own terms; its features may be anything.
  const score::LayerShape shape = score::layer_shape(of, score::message_out, width);
  double* row = values.data() + layout.offset(std::string(shape.name) + ".weights");
  for (std::int64_t k = 0; k < shape.inputs; ++k, row += shape.outputs) {
    std::fill(row + width, row + shape.outputs, 0.0);
  }
  return values;
}

/// One layer's weights and biases on the device.
template <class Real>
class PackedLayer {
 public:
  explicit PackedLayer(const score::LayerShape& shape)
      : shape_(shape),
        weights_("weights", networks::packed_size<Real>(shape.inputs, shape.outputs)),
        transposed_("transposed weights", networks::packed_size<Real>(shape.outputs, shape.inputs)),
        biases_("biases", networks::padded_columns<Real>(shape.outputs)) {}

  /// Takes its parameters from the head of `values`, which moves on.
  void take(std::span<const double>& values) {
    const std::vector<Real> weights = head(values, shape_.inputs * shape_.outputs);
    std::vector<Real> packed(weights_.size());
    networks::pack_panels(weights.data(), shape_.outputs, shape_.inputs, shape_.outputs, packed.data());
    upload(packed, weights_);
    packed.resize(transposed_.size());
    networks::pack_transposed_panels(weights.data(), shape_.outputs, shape_.inputs, shape_.outputs, packed.data());
    upload(packed, transposed_);
    if (!shape_.biased) return;
    std::vector<Real> biases = head(values, shape_.outputs);
    biases.resize(biases_.size(), Real(0));
    upload(biases, biases_);
  }

  [[nodiscard]] networks::DenseLayer<Real> view() const {
    return {shape_.inputs, shape_.outputs, weights_.data(), transposed_.data(), biases_.data()};
  }

 private:
  static std::vector<Real> head(std::span<const double>& values, std::int64_t count) {
    std::vector<Real> out;
    out.reserve(static_cast<std::size_t>(count));
    for (const double value : values.first(static_cast<std::size_t>(count))) out.push_back(static_cast<Real>(value));
    values = values.subspan(static_cast<std::size_t>(count));
    return out;
  }
  static void upload(const std::vector<Real>& from, const DeviceArray<Real>& to) {
    const auto host = Kokkos::create_mirror_view(to);
    std::copy(from.begin(), from.end(), host.data());
    Kokkos::deep_copy(to, host);
  }

  score::LayerShape shape_;
  DeviceArray<Real> weights_;
  DeviceArray<Real> transposed_;
  DeviceArray<Real> biases_;
};

}  // namespace starling::active
