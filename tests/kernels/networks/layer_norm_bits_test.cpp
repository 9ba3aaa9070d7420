// The bits of layer norm are those of plain loops, with every compiler and instruction set.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/networks/layer_norm.hpp"
#include "tests/kernels/networks/owned_rows.hpp"
#include "tests/kernels/networks/plain_sums.hpp"

namespace starling::networks {
namespace {

using namespace testing_support;

constexpr std::int64_t bits_columns = 45;
constexpr std::int64_t bits_rows = 6;

/// A layer norm forwards and in reverse, with one tangent.
struct NormPass {
  OwnedRows<float> x{bits_rows, bits_columns, 1}, y{bits_rows, bits_columns, 1}, ybar{bits_rows, bits_columns, 1},
      xbar{bits_rows, bits_columns, 1};
  std::vector<float> gain = std::vector<float>(48), bias = gain, gain_gradient = gain, bias_gradient = gain;

  NormPass() {
    std::uint64_t state = 3;
    x.fill(state, bits_columns);
    ybar.fill(state, bits_columns);
    for (float& each : gain) each = static_cast<float>(next_number(state));
    for (float& each : bias) each = static_cast<float>(next_number(state));
  }

  void by_library() {
    const LayerNorm<float> layer{bits_columns, gain.data(), bias.data()};
    apply_norm(layer, x.view, y.view);
    reverse_norm(layer, x.view, ybar.view, xbar.view,
                 LayerNormGradient<float>{gain_gradient.data(), bias_gradient.data()});
  }

  void by_plain_loops() {
    const float part = 1.0F / static_cast<float>(bits_columns);
    for (std::int64_t row = 0; row < bits_rows; ++row) {
      const auto value = [&](std::int64_t k) { return x.at(0, row, k); };
      const auto moved = [&](std::int64_t k) { return x.at(1, row, k); };
      const float mean = part * plain_sum(bits_columns, [&](auto k, float sum) { return sum + value(k); });
      const float squares =
          plain_sum(bits_columns, [&](auto k, float sum) { return std::fma(value(k) - mean, value(k) - mean, sum); });
      const float inverse = 1.0F / std::sqrt(std::fma(part, squares, 1e-5F));
      const auto h = [&](std::int64_t k) { return (value(k) - mean) * inverse; };
      const float drift = part * plain_sum(bits_columns, [&](auto k, float sum) { return sum + moved(k); });
      const float slope =
          part * plain_sum(bits_columns, [&](auto k, float sum) { return std::fma(h(k), moved(k) - drift, sum); });
      const auto hdot = [&](std::int64_t k) { return inverse * std::fma(-slope, h(k), moved(k) - drift); };
      const auto adjoint = [&](int t, std::int64_t k) { return gain[k] * ybar.at(t, row, k); };
      const float push =
          part * plain_sum(bits_columns, [&](auto k, float sum) { return std::fma(gain[k], ybar.at(1, row, k), sum); });
      const float along =
          part * plain_sum(bits_columns, [&](auto k, float sum) { return std::fma(adjoint(1, k), h(k), sum); });
      const float widened =
          part * plain_sum(bits_columns, [&](auto k, float sum) { return std::fma(adjoint(1, k), hdot(k), sum); });
      std::vector<float> hbar(bits_columns);
      for (std::int64_t k = 0; k < bits_columns; ++k) {
        y.at(0, row, k) = std::fma(gain[k], h(k), bias[k]);
        y.at(1, row, k) = gain[k] * hdot(k);
        gain_gradient[k] = std::fma(h(k), ybar.at(0, row, k), gain_gradient[k]);
        gain_gradient[k] = std::fma(hdot(k), ybar.at(1, row, k), gain_gradient[k]);
        bias_gradient[k] += ybar.at(0, row, k);
        hbar[k] = std::fma(-inverse, std::fma(slope, adjoint(1, k), along * (moved(k) - drift)), adjoint(0, k));
        xbar.at(1, row, k) = inverse * std::fma(-along, h(k), adjoint(1, k) - push);
      }
      const float level = part * plain_sum(bits_columns, [&](auto k, float sum) { return sum + hbar[k]; });
      const float tilt =
          part * plain_sum(bits_columns, [&](auto k, float sum) { return std::fma(hbar[k], h(k), sum); }) + widened;
      for (std::int64_t k = 0; k < bits_columns; ++k)
        xbar.at(0, row, k) = inverse * std::fma(-tilt, h(k), hbar[k] - level);
    }
  }

  [[nodiscard]] std::uint64_t hash() const {
    return bits_of({&y.numbers, &xbar.numbers, &gain_gradient, &bias_gradient});
  }
};

TEST(LayerNormBits, AreThoseOfPlainLoops) {
  NormPass library, plain;
  library.by_library();
  plain.by_plain_loops();
  EXPECT_EQ(library.y.numbers, plain.y.numbers);
  EXPECT_EQ(library.xbar.numbers, plain.xbar.numbers);
  EXPECT_EQ(library.gain_gradient, plain.gain_gradient);
  EXPECT_EQ(library.bias_gradient, plain.bias_gradient);
  EXPECT_EQ(library.hash(), 18212259235459425664u) << "recorded";
}

}  // namespace
}  // namespace starling::networks
