// The bits of attention are those of plain loops, with every compiler and instruction set.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/kernels/networks/one_attention.hpp"
#include "tests/kernels/networks/plain_sums.hpp"

namespace starling::networks {
namespace {

using namespace testing_support;

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
