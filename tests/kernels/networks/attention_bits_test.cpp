// The bits of layer norm and attention are those of plain loops, with every compiler and instruction set.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/networks/layer_norm.hpp"
#include "tests/kernels/networks/one_attention.hpp"

namespace starling::networks {
namespace {

using namespace testing_support;

/// FNV-1a of the bits of numbers.
std::uint64_t bits_of(const std::vector<const std::vector<float>*>& all) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const auto* numbers : all)
    for (const float number : *numbers) hash = (hash ^ std::bit_cast<std::uint32_t>(number)) * 0x100000001b3u;
  return hash;
}

/// Sixteen partial sums, folded, of what term(k, sum) makes.
template <class Term>
float plain_sum(std::int64_t count, const Term& term) {
  float partial[16] = {};
  for (std::int64_t k = 0; k < count; ++k) partial[k % 16] = term(k, partial[k % 16]);
  for (int half = 8; half > 0; half /= 2)
    for (int lane = 0; lane < half; ++lane) partial[lane] += partial[lane + half];
  return partial[0];
}

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

/// Attention with one tangent, one chain of fma for each element of each product.
struct PlainAttention {
  OneAttention<float>& of;
  std::int64_t head;  ///< its first column
  std::int64_t tokens = of.shape.tokens;
  std::int64_t queries = of.shape.queries;
  std::int64_t width = of.shape.head_columns;
  float scale = 1.0F / std::sqrt(static_cast<float>(width));
  std::vector<float> p[2] = {std::vector<float>(queries * tokens), std::vector<float>(queries* tokens)};
  std::vector<float> slopes = p[0], bar[2] = {p[0], p[0]};

  float& weight(int t, std::int64_t i, std::int64_t j) { return p[t][i * tokens + j]; }
  float& weight_bar(int t, std::int64_t i, std::int64_t j) { return bar[t][i * tokens + j]; }
  float query(int t, std::int64_t i, std::int64_t k) { return of.query.at(t, i, head + k); }
  float key(int t, std::int64_t j, std::int64_t k) { return of.pair.at(t, j, head + k); }
  float value(int t, std::int64_t j, std::int64_t k) { return of.pair.at(t, j, of.columns + head + k); }
  float factor(int t, std::int64_t i, std::int64_t k) { return of.factor.at(t, i, head + k); }

  template <class Left, class Right>
  static float chain(std::int64_t depth, float sum, const Left& left, const Right& right) {
    for (std::int64_t k = 0; k < depth; ++k) sum = std::fma(left(k), right(k), sum);
    return sum;
  }

  void forward() {
    for (std::int64_t i = 0; i < queries; ++i) {
      const auto asked = [&](int t, int u, std::int64_t j, float sum) {
        return chain(
            width, sum, [&](auto k) { return query(t, i, k); }, [&](auto k) { return key(u, j, k); });
      };
      float most = -1e30F;
      for (std::int64_t j = 0; j < tokens; ++j) {
        weight(0, i, j) = asked(0, 0, j, 0.0F);
        weight(1, i, j) = asked(0, 1, j, asked(1, 0, j, 0.0F));
        most = std::max(most, weight(0, i, j));
      }
      for (std::int64_t j = 0; j < tokens; ++j) weight(0, i, j) = math::exp(scale * (weight(0, i, j) - most));
      const float inverse = 1.0F / plain_sum(tokens, [&](auto j, float sum) { return sum + weight(0, i, j); });
      for (std::int64_t j = 0; j < tokens; ++j) weight(0, i, j) *= inverse;
      const float mean =
          plain_sum(tokens, [&](auto j, float sum) { return std::fma(weight(0, i, j), weight(1, i, j), sum); });
      for (std::int64_t j = 0; j < tokens; ++j) {
        slopes[i * tokens + j] = scale * (weight(1, i, j) - mean);
        weight(1, i, j) = weight(0, i, j) * slopes[i * tokens + j];
      }
      for (std::int64_t k = 0; k < width; ++k) {
        const auto mixed = [&](int t, int u, float sum) {
          return chain(
              tokens, sum, [&](auto j) { return weight(t, i, j); }, [&](auto j) { return value(u, j, k); });
        };
        of.out.at(0, i, head + k) = mixed(0, 0, 0.0F);
        of.out.at(1, i, head + k) = mixed(0, 1, mixed(1, 0, 0.0F));
      }
    }
  }

  void reverse() {
    for (std::int64_t i = 0; i < queries; ++i) {
      for (std::int64_t j = 0; j < tokens; ++j) {
        const auto back = [&](int t, int u, float sum) {
          return chain(
              width, sum, [&](auto k) { return factor(t, i, k); }, [&](auto k) { return value(u, j, k); });
        };
        weight_bar(0, i, j) = back(1, 1, back(0, 0, 0.0F));
        weight_bar(1, i, j) = back(1, 0, 0.0F);
      }
      const auto mean = [&](int t) {
        return plain_sum(tokens,
                         [&](auto j, float sum) { return std::fma(weight(0, i, j), weight_bar(t, i, j), sum); });
      };
      const float moved = mean(1);
      for (std::int64_t j = 0; j < tokens; ++j) {
        const float beyond = weight_bar(1, i, j) - moved;
        weight_bar(0, i, j) = std::fma(beyond, slopes[i * tokens + j], weight_bar(0, i, j));
        weight_bar(1, i, j) = scale * (weight(0, i, j) * beyond);
      }
      const float level = mean(0);
      for (std::int64_t j = 0; j < tokens; ++j)
        weight_bar(0, i, j) = scale * (weight(0, i, j) * (weight_bar(0, i, j) - level));
    }
    const auto weights_of = [&](int t, std::int64_t j) { return [this, t, j](auto i) { return weight(t, i, j); }; };
    const auto bars_of = [&](int t, std::int64_t j) { return [this, t, j](auto i) { return weight_bar(t, i, j); }; };
    for (std::int64_t k = 0; k < width; ++k) {
      const auto factors = [&](int t) { return [this, t, k](auto i) { return factor(t, i, k); }; };
      const auto queries_at = [&](int t) { return [this, t, k](auto i) { return query(t, i, k); }; };
      for (std::int64_t j = 0; j < tokens; ++j) {
        const float own = chain(queries, 0.0F, weights_of(0, j), factors(0));
        of.pair_bar.at(0, j, of.columns + head + k) = chain(queries, own, weights_of(1, j), factors(1));
        of.pair_bar.at(1, j, of.columns + head + k) = chain(queries, 0.0F, weights_of(0, j), factors(1));
        const float first = chain(queries, 0.0F, bars_of(0, j), queries_at(0));
        of.pair_bar.at(0, j, head + k) = chain(queries, first, bars_of(1, j), queries_at(1));
        of.pair_bar.at(1, j, head + k) = chain(queries, 0.0F, bars_of(1, j), queries_at(0));
      }
      for (std::int64_t i = 0; i < queries; ++i) {
        const auto asked = [&](int t, int u, float sum) {
          return chain(
              tokens, sum, [&](auto j) { return weight_bar(t, i, j); }, [&](auto j) { return key(u, j, k); });
        };
        of.query_bar.at(0, i, head + k) = asked(1, 1, asked(0, 0, 0.0F));
        of.query_bar.at(1, i, head + k) = asked(1, 0, 0.0F);
      }
    }
  }
};

TEST(AttentionBits, AreThoseOfPlainLoops) {
  constexpr AttentionShape shape{3, 21, 2, 16, 1};
  OneAttention<float> library(shape, 2.0), plain(shape, 2.0);
  library.reverse();
  for (std::int64_t number = 0; number < shape.heads; ++number) {
    PlainAttention head{plain, number * shape.head_columns};
    head.forward();
    head.reverse();
  }
  EXPECT_EQ(library.out.numbers, plain.out.numbers);
  EXPECT_EQ(library.query_bar.numbers, plain.query_bar.numbers);
  EXPECT_EQ(library.pair_bar.numbers, plain.pair_bar.numbers);
  EXPECT_EQ(bits_of({&library.out.numbers, &library.query_bar.numbers, &library.pair_bar.numbers}),
            15901032579515706078u)
      << "recorded";
}

}  // namespace
}  // namespace starling::networks
