// Layer norm on dual numbers: exact values, tangents and gradients against finite differences, padding.
#include "kernels/networks/layer_norm.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/kernels/networks/owned_rows.hpp"

namespace starling::networks {
namespace {

using namespace testing_support;

constexpr std::int64_t norm_rows = 5;

/// A layer norm; the loss is a sum of its results, values and tangents, times `factor`.
template <class Real>
struct OneNorm {
  std::int64_t columns;
  std::vector<Real> gain = std::vector<Real>(padded_columns<Real>(columns)), bias = gain;
  std::vector<Real> gain_gradient = gain, bias_gradient = gain;
  OwnedRows<Real> x, y, factor, xbar;

  OneNorm(std::int64_t columns_, int tangents, std::int64_t gap)
      : columns(columns_),
        x(norm_rows, columns, tangents, gap),
        y(norm_rows, columns, tangents, gap),
        factor(norm_rows, columns, tangents, gap),
        xbar(norm_rows, columns, tangents, gap) {
    std::uint64_t state = 5;
    for (std::int64_t k = 0; k < columns; ++k) {
      gain[k] = static_cast<Real>(1.0 + 0.5 * next_number(state));
      bias[k] = static_cast<Real>(next_number(state));
    }
    x.fill(state, columns);
    factor.fill(state, columns);
  }

  [[nodiscard]] LayerNorm<Real> layer() const { return {columns, gain.data(), bias.data()}; }
  double loss() {
    apply_norm(layer(), x.view, y.view);
    double sum = 0.0;
    for (std::size_t i = 0; i < y.numbers.size(); ++i)
      sum += static_cast<double>(factor.numbers[i]) * static_cast<double>(y.numbers[i]);
    return sum;
  }
  void reverse() {
    reverse_norm(layer(), x.view, factor.view, xbar.view,
                 LayerNormGradient<Real>{gain_gradient.data(), bias_gradient.data()});
  }
};

TEST(LayerNorm, IsTheFormulaWithinItsColumns) {
  for (const std::int64_t columns : {1, 3, 16, 21, 40}) {
    OneNorm<double> norm(columns, 1, 8);
    for (std::int64_t k = columns; k < norm.x.view.columns; ++k) norm.x.at(0, 2, k) = norm.x.at(1, 2, k) = 7.0;
    norm.loss();
    double sum = 0.0, squares = 0.0, moved = 0.0, product = 0.0;
    const auto count = static_cast<double>(columns);
    for (std::int64_t k = 0; k < columns; ++k) {
      const double x = norm.x.at(0, 2, k);
      sum += x;
      squares += x * x;
      moved += norm.x.at(1, 2, k);
      product += x * norm.x.at(1, 2, k);
    }
    const double spread = std::sqrt(squares / count - sum / count * sum / count + 1e-5);
    const double widened = (product / count - sum / count * moved / count) / spread;  // d spread
    for (std::int64_t k = 0; k < columns; ++k) {
      const double distance = norm.x.at(0, 2, k) - sum / count;
      const double shifted = norm.x.at(1, 2, k) - moved / count;
      EXPECT_NEAR(norm.y.at(0, 2, k), norm.gain[k] * distance / spread + norm.bias[k], 1e-12) << columns;
      EXPECT_NEAR(norm.y.at(1, 2, k), norm.gain[k] * (shifted - distance / spread * widened) / spread, 1e-11 / spread)
          << columns;
    }
    for (std::int64_t k = columns; k < norm.y.view.columns; ++k) EXPECT_EQ(norm.y.at(1, 2, k), 0.0);
  }
}

TEST(LayerNorm, GradientsAreTheSlopesOfTheLoss) {
  for (const int tangents : {0, 1, 2, 3})
    for (const std::int64_t columns : {5, 16}) {
      OneNorm<double> norm(columns, tangents, 8);
      norm.reverse();
      const auto expect_slope = [&](double& number, double gradient, const std::string& what) {
        const double slope = loss_slope(norm, number);
        EXPECT_NEAR(gradient, slope, 1e-7 * (std::fabs(slope) + 1.0)) << what << ", " << tangents << " tangents";
      };
      for (std::int64_t k = 0; k < columns; ++k) {
        expect_slope(norm.gain[k], norm.gain_gradient[k], "gain");
        expect_slope(norm.bias[k], norm.bias_gradient[k], "bias");
        for (int t = 0; t <= tangents; ++t)
          for (std::int64_t row = 0; row < norm_rows; ++row)
            expect_slope(norm.x.at(t, row, k), norm.xbar.at(t, row, k), "input, plane " + std::to_string(t));
      }
    }
}

TEST(LayerNorm, TangentsAreTheSlopesOfTheValues) {
  constexpr double step = 0x1p-16;
  OneNorm<double> norm(21, 2, 0);
  norm.loss();
  for (int t = 1; t <= 2; ++t) {
    OneNorm<double> above(21, 0, 0), below(21, 0, 0);
    for (std::int64_t row = 0; row < norm_rows; ++row)
      for (std::int64_t k = 0; k < 21; ++k) {
        above.x.at(0, row, k) = norm.x.at(0, row, k) + step * norm.x.at(t, row, k);
        below.x.at(0, row, k) = norm.x.at(0, row, k) - step * norm.x.at(t, row, k);
      }
    above.loss();
    below.loss();
    for (std::int64_t row = 0; row < norm_rows; ++row)
      for (std::int64_t k = 0; k < 21; ++k) {
        const double slope = (above.y.at(0, row, k) - below.y.at(0, row, k)) / (2.0 * step);
        EXPECT_NEAR(norm.y.at(t, row, k), slope, 1e-7 * (std::fabs(slope) + 0.1));
      }
  }
}

TEST(LayerNorm, AdjointsMayTakeThePlaceOfThoseTheyComeFrom) {
  OneNorm<float> apart(21, 2, 0), within(21, 2, 16);
  apart.reverse();
  reverse_norm(within.layer(), within.x.view, within.factor.view, within.factor.view,
               LayerNormGradient<float>{within.gain_gradient.data(), within.bias_gradient.data()});
  for (int t = 0; t <= 2; ++t)
    for (std::int64_t row = 0; row < norm_rows; ++row)
      for (std::int64_t k = 0; k < apart.x.view.columns; ++k)
        EXPECT_EQ(apart.xbar.at(t, row, k), within.factor.at(t, row, k));
  EXPECT_EQ(apart.gain_gradient, within.gain_gradient);
}

}  // namespace
}  // namespace starling::networks
