// Attention on dual numbers: values by the plain formula, tangents and gradients against finite differences.
#include "kernels/networks/attention.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/kernels/networks/one_attention.hpp"

namespace starling::networks {
namespace {

using namespace testing_support;

/// Lists of one token, of a few, and of more than fit into a panel; all of them ask, or only the first.
std::vector<AttentionShape> attention_shapes(int tangents) {
  return {{1, 1, 2, 8, tangents}, {7, 7, 2, 8, tangents}, {1, 5, 1, 16, tangents}, {3, 37, 2, 8, tangents}};
}

/// out = sum_j w_j v_j / sum_j w_j, w_j = e^(q.k_j / sqrt(columns)), in long double and by the library's exponential.
long double plain_attention(OneAttention<double>& of, std::int64_t query, std::int64_t column) {
  const std::int64_t head = column / of.shape.head_columns * of.shape.head_columns;
  long double weights = 0.0L, sum = 0.0L;
  for (std::int64_t token = 0; token < of.shape.tokens; ++token) {
    long double product = 0.0L;
    for (std::int64_t k = head; k < head + of.shape.head_columns; ++k)
      product += static_cast<long double>(of.query.at(0, query, k)) * of.pair.at(0, token, k);
    const long double weight = std::exp(product / std::sqrt(static_cast<long double>(of.shape.head_columns)));
    weights += weight;
    sum += weight * of.pair.at(0, token, of.columns + column);
  }
  return sum / weights;
}

TEST(Attention, IsTheFormula) {
  for (const AttentionShape& shape : attention_shapes(1)) {
    OneAttention<double> attention(shape, 2.0);
    attention.loss();
    for (std::int64_t query = 0; query < shape.queries; ++query)
      for (std::int64_t k = 0; k < attention.columns; ++k)
        EXPECT_NEAR(attention.out.at(0, query, k), static_cast<double>(plain_attention(attention, query, k)), 1e-13);
  }
}

/// softmax(ln 1, ln 2, ln 3) = (1, 2, 3)/6; along (1, 0, 0) it changes by p_0 (1 - p_0, -p_1, -p_2).
TEST(Attention, SoftmaxHasKnownNumbers) {
  OwnedRows<double> p(1, 3, 1);
  std::vector<double> slopes(p.view.columns);
  for (int k = 0; k < 3; ++k) p.at(0, 0, k) = std::log(1.0 + k) / 0.25;
  p.at(1, 0, 0) = 4.0;
  softmax(0.25, 3, p.view, slopes.data());
  const double values[3] = {1.0 / 6, 2.0 / 6, 3.0 / 6};
  const double changes[3] = {5.0 / 36, -2.0 / 36, -3.0 / 36};
  for (int k = 0; k < 3; ++k) {
    EXPECT_NEAR(p.at(0, 0, k), values[k], 1e-15);
    EXPECT_NEAR(p.at(1, 0, k), changes[k], 1e-15);
  }
}

/// Logits far beyond what an exponential could hold.
TEST(Attention, OfLargeLogitsIsThatOfTheGreatest) {
  OneAttention<double> attention({1, 2, 1, 8, 0}, 1.0);
  for (int k = 0; k < 8; ++k) {
    attention.query.at(0, 0, k) = 1e3;
    attention.pair.at(0, 0, k) = 1e3;
    attention.pair.at(0, 1, k) = -1e3;
  }
  attention.loss();
  for (int k = 0; k < 8; ++k) EXPECT_EQ(attention.out.at(0, 0, k), attention.pair.at(0, 0, 8 + k));
}

TEST(Attention, GradientsAreTheSlopesOfTheLoss) {
  for (const int tangents : {0, 1, 2, 3})
    for (const AttentionShape& shape : attention_shapes(tangents)) {
      OneAttention<double> attention(shape, 1.0);
      attention.reverse();
      const auto expect_slope = [&](double& number, double gradient, const std::string& what) {
        const double slope = loss_slope(attention, number);
        EXPECT_NEAR(gradient, slope, 1e-7 * (std::fabs(slope) + 0.5)) << what << ", " << tangents << " tangents";
      };
      for (int t = 0; t <= tangents; ++t) {
        for (std::int64_t row = 0; row < shape.queries; ++row)
          for (std::int64_t k = 0; k < attention.columns; k += 3)
            expect_slope(attention.query.at(t, row, k), attention.query_bar.at(t, row, k), "query");
        for (std::int64_t row = 0; row < shape.tokens; ++row)
          for (std::int64_t k = 0; k < 2 * attention.columns; k += 5)
            expect_slope(attention.pair.at(t, row, k), attention.pair_bar.at(t, row, k),
                         k < attention.columns ? "key" : "value");
      }
    }
}

TEST(Attention, TangentsAreTheSlopesOfTheValues) {
  constexpr double step = 0x1p-16;
  for (const AttentionShape& shape : attention_shapes(2)) {
    OneAttention<double> attention(shape, 1.0);
    attention.loss();
    AttentionShape plain = shape;
    plain.tangents = 0;
    for (int t = 1; t <= 2; ++t) {
      OneAttention<double> above(plain, 1.0), below(plain, 1.0);
      const auto shift = [&](OwnedRows<double>& to, OwnedRows<double>& of, double by) {
        for (std::int64_t row = 0; row < of.view.rows; ++row)
          for (std::int64_t k = 0; k < of.view.columns; ++k)
            to.at(0, row, k) = of.at(0, row, k) + by * of.at(t, row, k);
      };
      shift(above.query, attention.query, step);
      shift(above.pair, attention.pair, step);
      shift(below.query, attention.query, -step);
      shift(below.pair, attention.pair, -step);
      above.loss();
      below.loss();
      for (std::int64_t row = 0; row < shape.queries; ++row)
        for (std::int64_t k = 0; k < attention.columns; ++k) {
          const double slope = (above.out.at(0, row, k) - below.out.at(0, row, k)) / (2.0 * step);
          EXPECT_NEAR(attention.out.at(t, row, k), slope, 1e-7 * (std::fabs(slope) + 0.1));
        }
    }
  }
}

}  // namespace
}  // namespace starling::networks
