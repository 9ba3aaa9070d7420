// Dense layers on dual numbers: gradients against finite differences, tangents likewise, and bits.
#include "kernels/networks/dense_layer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/networks/activations.hpp"
#include "tests/kernels/networks/owned_rows.hpp"

namespace starling::networks {
namespace {

using namespace testing_support;

constexpr std::int64_t network_rows = 13;
constexpr std::int64_t network_inputs = 5;
constexpr std::int64_t network_hidden = 19;
constexpr std::int64_t network_outputs = 3;

/// One layer's numbers and those of its gradient.
template <class Real>
struct OwnedLayer {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t stride = padded_columns<Real>(outputs);
  std::vector<Real> weights = std::vector<Real>(inputs * stride);
  std::vector<Real> biases = std::vector<Real>(stride);
  std::vector<Real> packed = std::vector<Real>(packed_size<Real>(inputs, outputs));
  std::vector<Real> transposed = std::vector<Real>(packed_size<Real>(outputs, inputs));
  std::vector<Real> weight_gradient = std::vector<Real>(inputs * stride);
  std::vector<Real> bias_gradient = std::vector<Real>(stride);

  void fill(std::uint64_t& state) {
    for (std::int64_t i = 0; i < inputs; ++i)
      for (std::int64_t j = 0; j < outputs; ++j) weights[i * stride + j] = static_cast<Real>(next_number(state));
    for (std::int64_t j = 0; j < outputs; ++j) biases[j] = static_cast<Real>(next_number(state));
  }
  DenseLayer<Real> layer() {
    pack_panels(weights.data(), stride, inputs, outputs, packed.data());
    pack_transposed_panels(weights.data(), stride, inputs, outputs, transposed.data());
    return {inputs, outputs, packed.data(), transposed.data(), biases.data()};
  }
  DenseGradient<Real> gradient() { return {weight_gradient.data(), stride, bias_gradient.data()}; }
};

/// Two layers with an activation between them; the loss is a sum of outputs, values and tangents, times `factor`.
template <class Activation, class Real>
struct TwoLayers {
  int tangents;
  std::int64_t gap;
  OwnedLayer<Real> first{network_inputs, network_hidden};
  OwnedLayer<Real> second{network_hidden, network_outputs};
  OwnedRows<Real> x{network_rows, network_inputs, tangents, gap}, z{network_rows, network_hidden, tangents, gap},
      a{network_rows, network_hidden, tangents, gap}, y{network_rows, network_outputs, tangents, gap};
  OwnedRows<Real> factor{network_rows, network_outputs, tangents, gap},
      abar{network_rows, network_hidden, tangents, gap}, xbar{network_rows, network_inputs, tangents, gap};

  TwoLayers(int tangents_, std::int64_t gap_) : tangents(tangents_), gap(gap_) {
    std::uint64_t state = 1;
    first.fill(state);
    second.fill(state);
    for (int t = 0; t <= tangents; ++t)
      for (std::int64_t row = 0; row < network_rows; ++row) {
        for (std::int64_t j = 0; j < network_inputs; ++j) x.at(t, row, j) = static_cast<Real>(next_number(state));
        for (std::int64_t j = 0; j < network_outputs; ++j) factor.at(t, row, j) = static_cast<Real>(next_number(state));
      }
  }

  double loss() {
    apply_dense(first.layer(), x.view, z.view);
    activate<Activation>(z.view, a.view);
    apply_dense(second.layer(), a.view, y.view);
    double sum = 0.0;
    for (std::size_t i = 0; i < y.numbers.size(); ++i)
      sum += static_cast<double>(factor.numbers[i]) * static_cast<double>(y.numbers[i]);
    return sum;
  }

  void reverse() {
    loss();
    reverse_dense_weights(a.view, factor.view, network_hidden, second.gradient());
    reverse_dense_inputs(second.layer(), factor.view, abar.view);
    reverse_activate<Activation>(z.view, abar.view, abar.view);
    reverse_dense_weights(x.view, abar.view, network_inputs, first.gradient());
    reverse_dense_inputs(first.layer(), abar.view, xbar.view);
  }
};

template <class Activation>
class DenseLayers : public ::testing::Test {};

using EveryActivation = ::testing::Types<Silu, Gelu, Tanh, Softplus, Identity>;
TYPED_TEST_SUITE(DenseLayers, EveryActivation);

TYPED_TEST(DenseLayers, GradientsAreTheSlopesOfTheLoss) {
  for (const int tangents : {0, 1, 2, 3, 5}) {
    TwoLayers<TypeParam, double> network(tangents, tangents == 2 ? 8 : 0);
    network.reverse();
    const auto expect_slope = [&](double& number, double gradient, const std::string& what) {
      const double slope = loss_slope(network, number);
      EXPECT_NEAR(gradient, slope, 1e-7 * (std::fabs(slope) + 0.1)) << what << ", " << tangents << " tangents";
    };
    for (OwnedLayer<double>* layer : {&network.first, &network.second})
      for (std::int64_t j = 0; j < layer->outputs; ++j) {
        for (std::int64_t i = 0; i < layer->inputs; ++i)
          expect_slope(layer->weights[i * layer->stride + j], layer->weight_gradient[i * layer->stride + j], "weight");
        expect_slope(layer->biases[j], layer->bias_gradient[j], "bias");
      }
    for (int t = 0; t <= tangents; ++t)
      for (std::int64_t row = 0; row < network_rows; row += 3)
        for (std::int64_t j = 0; j < network_inputs; ++j)
          expect_slope(network.x.at(t, row, j), network.xbar.at(t, row, j), "input, plane " + std::to_string(t));
  }
}

TYPED_TEST(DenseLayers, TangentsAreTheSlopesOfTheValues) {
  constexpr int tangents = 3;
  constexpr double step = 0x1p-16;
  TwoLayers<TypeParam, double> network(tangents, 0);
  network.loss();
  for (int t = 1; t <= tangents; ++t) {
    TwoLayers<TypeParam, double> above(0, 8), below(0, 0);
    above.first = below.first = network.first;
    above.second = below.second = network.second;
    for (std::int64_t row = 0; row < network_rows; ++row)
      for (std::int64_t j = 0; j < network_inputs; ++j) {
        above.x.at(0, row, j) = network.x.at(0, row, j) + step * network.x.at(t, row, j);
        below.x.at(0, row, j) = network.x.at(0, row, j) - step * network.x.at(t, row, j);
      }
    above.loss();
    below.loss();
    for (std::int64_t row = 0; row < network_rows; ++row)
      for (std::int64_t j = 0; j < network_outputs; ++j) {
        const double slope = (above.y.at(0, row, j) - below.y.at(0, row, j)) / (2.0 * step);
        EXPECT_NEAR(network.y.at(t, row, j), slope, 1e-7 * (std::fabs(slope) + 0.1)) << "tangent " << t;
      }
  }
}

TYPED_TEST(DenseLayers, SinglePrecisionIsClose) {
  TwoLayers<TypeParam, double> precise(2, 0);
  TwoLayers<TypeParam, float> single(2, 16);
  precise.reverse();
  single.reverse();
  const auto expect_close = [](double a, double b) { EXPECT_NEAR(a, b, 2e-5 * (std::fabs(b) + 1.0)); };
  for (int t = 0; t <= 2; ++t)
    for (std::int64_t row = 0; row < network_rows; ++row) {
      for (std::int64_t j = 0; j < network_outputs; ++j) expect_close(single.y.at(t, row, j), precise.y.at(t, row, j));
      for (std::int64_t j = 0; j < network_inputs; ++j)
        expect_close(single.xbar.at(t, row, j), precise.xbar.at(t, row, j));
    }
  for (std::int64_t i = 0; i < network_inputs; ++i)
    for (std::int64_t j = 0; j < network_hidden; ++j)
      expect_close(single.first.weight_gradient[i * single.first.stride + j],
                   precise.first.weight_gradient[i * precise.first.stride + j]);
}

TYPED_TEST(DenseLayers, TangentsAndGapsLeaveTheBitsOfValues) {
  TwoLayers<TypeParam, float> plain(0, 0), dual(3, 0), apart(3, 16);
  plain.x.numbers.assign(dual.x.numbers.begin(), dual.x.numbers.begin() + plain.x.view.size());
  plain.loss();
  dual.reverse();
  apart.reverse();
  for (std::int64_t row = 0; row < network_rows; ++row)
    for (std::int64_t j = 0; j < network_outputs; ++j) EXPECT_EQ(plain.y.at(0, row, j), dual.y.at(0, row, j));
  for (int t = 0; t <= 3; ++t)
    for (std::int64_t row = 0; row < network_rows; ++row)
      for (std::int64_t j = 0; j < network_inputs; ++j) EXPECT_EQ(apart.xbar.at(t, row, j), dual.xbar.at(t, row, j));
  EXPECT_EQ(apart.first.weight_gradient, dual.first.weight_gradient);
  EXPECT_EQ(apart.first.bias_gradient, dual.first.bias_gradient);
}

}  // namespace
}  // namespace starling::networks
