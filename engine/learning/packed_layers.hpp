// The layers of a network in the forms that products read, made of one vector of parameters.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "engine/learning/parameters.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/networks/layer_list.hpp"

namespace starling::learning {

[[nodiscard]] inline std::string name_of(const networks::LayerShape& shape) {
  return shape.number < 0 ? shape.name : fmt::format("{}_{}", shape.name, shape.number);
}

/// The parameters of a network, in the order in which gradients have them.
template <class Architecture>
[[nodiscard]] ParameterLayout layout_of(const Architecture& of) {
  ParameterLayout layout;
  for (int l = 0; l < of.layers(); ++l) {
    const networks::LayerShape shape = of.layer_shape(l);
    const bool drawn = shape.zeros < shape.outputs && !shape.is_norm;
    const double spread = drawn ? 1.0 / std::sqrt(static_cast<double>(shape.inputs)) : 0.0;
    layout.add({name_of(shape) + ".weights", shape.inputs, shape.outputs, spread});
    if (shape.biased) layout.add({name_of(shape) + ".biases", 1, shape.outputs, 0.0});
  }
  return layout;
}

/// Those that a training starts from: outputs whose weights are to start at zero are zero.
template <class Architecture>
[[nodiscard]] std::vector<double> start_of(const Architecture& of, random::Key key) {
  const ParameterLayout layout = layout_of(of);
  std::vector<double> values = initial_parameters(layout, key);
  for (int l = 0; l < of.layers(); ++l) {
    const networks::LayerShape shape = of.layer_shape(l);
    double* row = values.data() + layout.offset(name_of(shape) + ".weights");
    if (shape.is_norm) std::fill_n(row, shape.outputs, 1.0);
    for (std::int64_t k = 0; k < shape.inputs; ++k, row += shape.outputs) {
      std::fill(row + shape.outputs - shape.zeros, row + shape.outputs, 0.0);
    }
  }
  return values;
}

/// One layer's weights and biases on the device.
template <class Real>
class PackedLayer {
 public:
  explicit PackedLayer(const networks::LayerShape& shape)
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

  networks::LayerShape shape_;
  DeviceArray<Real> weights_;
  DeviceArray<Real> transposed_;
  DeviceArray<Real> biases_;
};

/// All layers of a network on the device.
template <class Real>
class PackedLayers {
 public:
  template <class Architecture>
  explicit PackedLayers(const Architecture& of) : views_("layers", static_cast<std::size_t>(of.layers())) {
    const auto host = Kokkos::create_mirror_view(views_);
    for (int l = 0; l < of.layers(); ++l) {
      layers_.emplace_back(of.layer_shape(l));
      host(l) = layers_.back().view();
    }
    Kokkos::deep_copy(views_, host);
  }

  /// Takes the parameters of all of them.
  void take(std::span<const double> values) {
    for (PackedLayer<Real>& layer : layers_) layer.take(values);
  }
  [[nodiscard]] const networks::DenseLayer<Real>* views() const { return views_.data(); }

 private:
  std::vector<PackedLayer<Real>> layers_;
  DeviceArray<networks::DenseLayer<Real>> views_;
};

}  // namespace starling::learning
