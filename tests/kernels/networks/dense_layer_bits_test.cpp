// Dense layers on dual numbers have the bits of plain loops, with every compiler and instruction set.
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <vector>

#include "kernels/networks/dense_layer.hpp"

namespace starling::networks {
namespace {

/// x + x^2/2, of which no rounding depends on how it is written.
struct Parabola {
  struct Terms {
    float value;
    float first;
    float second;
  };
  STARLING_FUNCTION static Terms derivatives(float x) { return {math::fma(0.5F * x, x, x), 1.0F + x, 1.0F}; }
  STARLING_FUNCTION static float value(float x) { return derivatives(x).value; }
};

constexpr int layer_tangents = 3;
constexpr std::int64_t layer_rows = 149;
constexpr std::int64_t layer_inputs = 33;
constexpr std::int64_t layer_outputs = 45;
constexpr std::int64_t layer_stride = 48;
constexpr std::int64_t layer_numbers = (1 + layer_tangents) * layer_rows * layer_stride;

/// Numbers in (-1, 1), zeros beyond the first `columns` of every row.
std::vector<float> layer_rows_of(std::uint64_t seed, std::int64_t count, std::int64_t columns) {
  std::vector<float> numbers(count);
  for (std::int64_t i = 0; i < count; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    if (i % layer_stride < columns) numbers[i] = static_cast<float>(static_cast<std::int64_t>(seed) >> 40) * 0x1p-23F;
  }
  return numbers;
}

/// A layer and an activation forwards and in reverse, by the library or by plain loops.
struct LayerPass {
  std::vector<float> x = layer_rows_of(1, layer_numbers, layer_inputs);
  std::vector<float> weights = layer_rows_of(2, layer_inputs* layer_stride, layer_outputs);
  std::vector<float> biases = layer_rows_of(3, layer_stride, layer_outputs);
  std::vector<float> abar = layer_rows_of(4, layer_numbers, layer_outputs);
  std::vector<float> z = std::vector<float>(layer_numbers);
  std::vector<float> a = z, zbar = z, xbar = z;
  std::vector<float> weight_gradient = layer_rows_of(5, layer_inputs* layer_stride, layer_outputs);
  std::vector<float> bias_gradient = layer_rows_of(6, layer_stride, layer_outputs);

  static DualRows<float> rows_of(std::vector<float>& numbers) {
    return {numbers.data(), layer_rows, layer_stride, layer_stride, layer_tangents};
  }

  void by_library() {
    std::vector<float> packed(packed_size<float>(layer_inputs, layer_outputs));
    std::vector<float> transposed(packed_size<float>(layer_outputs, layer_inputs));
    pack_panels(weights.data(), layer_stride, layer_inputs, layer_outputs, packed.data());
    pack_transposed_panels(weights.data(), layer_stride, layer_inputs, layer_outputs, transposed.data());
    const DenseLayer<float> layer{layer_inputs, layer_outputs, packed.data(), transposed.data(), biases.data()};
    apply_dense(layer, rows_of(x), rows_of(z));
    activate<Parabola>(rows_of(z), rows_of(a));
    reverse_activate<Parabola>(rows_of(z), rows_of(abar), rows_of(zbar));
    reverse_dense_inputs(layer, rows_of(zbar), rows_of(xbar));
    reverse_dense_inputs(layer, rows_of(zbar), rows_of(xbar), Start::present);
    reverse_dense_weights(rows_of(x), rows_of(zbar), layer_inputs,
                          DenseGradient<float>{weight_gradient.data(), layer_stride, bias_gradient.data()});
  }

  void by_plain_loops() {
    constexpr std::int64_t plane = layer_rows * layer_stride;
    for (std::int64_t at = 0; at < layer_numbers; ++at) {
      const std::int64_t row = at / layer_stride, j = at % layer_stride;
      float sum = at < plane ? biases[j] : 0.0F;
      for (std::int64_t p = 0; p < layer_inputs; ++p)
        sum = math::fma(x[row * layer_stride + p], weights[p * layer_stride + j], sum);
      z[at] = sum;
    }
    for (std::int64_t at = 0; at < plane; ++at) {
      const Parabola::Terms f = Parabola::derivatives(z[at]);
      a[at] = f.value;
      float sum = 0.0F;
      for (std::int64_t dot = at + plane; dot < layer_numbers; dot += plane) {
        a[dot] = f.first * z[dot];
        sum = math::fma(z[dot], abar[dot], sum);
        zbar[dot] = f.first * abar[dot];
      }
      zbar[at] = math::fma(f.second, sum, f.first * abar[at]);
    }
    for (std::int64_t row = 0; row < (1 + layer_tangents) * layer_rows; ++row)
      for (std::int64_t j = 0; j < layer_inputs; ++j) {
        float sum = 0.0F;
        for (int pass = 0; pass < 2; ++pass)
          for (std::int64_t p = 0; p < layer_outputs; ++p)
            sum = math::fma(zbar[row * layer_stride + p], weights[j * layer_stride + p], sum);
        xbar[row * layer_stride + j] = sum;
      }
    for (std::int64_t row = 0; row < (1 + layer_tangents) * layer_rows; ++row)
      for (std::int64_t j = 0; j < layer_outputs; ++j) {
        const float adjoint = zbar[row * layer_stride + j];
        for (std::int64_t i = 0; i < layer_inputs; ++i) {
          float& sum = weight_gradient[i * layer_stride + j];
          sum = math::fma(x[row * layer_stride + i], adjoint, sum);
        }
        if (row < layer_rows) bias_gradient[j] += adjoint;
      }
  }

  /// FNV-1a of the bits of all results.
  std::uint64_t hash() const {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const auto* numbers : {&z, &a, &zbar, &xbar, &weight_gradient, &bias_gradient})
      for (const float number : *numbers) hash = (hash ^ std::bit_cast<std::uint32_t>(number)) * 0x100000001b3u;
    return hash;
  }
};

TEST(DenseLayerBits, AreThoseOfPlainLoops) {
  LayerPass library, plain;
  library.by_library();
  plain.by_plain_loops();
  EXPECT_EQ(library.z, plain.z);
  EXPECT_EQ(library.a, plain.a);
  EXPECT_EQ(library.zbar, plain.zbar);
  EXPECT_EQ(library.xbar, plain.xbar);
  EXPECT_EQ(library.weight_gradient, plain.weight_gradient);
  EXPECT_EQ(library.bias_gradient, plain.bias_gradient);
  EXPECT_EQ(library.hash(), plain.hash());
  EXPECT_EQ(library.hash(), 6884695710261475808u) << "recorded";
}

}  // namespace
}  // namespace starling::networks
