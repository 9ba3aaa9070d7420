// Low-rank changes of weights: gradients against differences.
#include "engine/learning/low_rank.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace starling::learning {
namespace {

std::vector<double> normal_numbers(std::size_t count) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal(0.0, 1.0);
  std::vector<double> values(count);
  for (double& each : values) each = normal(random);
  return values;
}

TEST(LowRank, GradientsAreThoseOfDifferences) {
  ParameterLayout layout({{"a.weights", 5, 4, 1.0}, {"a.biases", 1, 4, 0.0}, {"b.weights", 4, 2, 1.0}});
  const std::vector<double> base = normal_numbers(static_cast<std::size_t>(layout.size()));
  const LowRank low_rank(layout, base, 3);
  EXPECT_EQ(low_rank.network(low_rank.start({7, 1})), base);
  EXPECT_EQ(low_rank.layout().size(), 5 * 3 + 3 * 4 + 4 * 2 + 2 * 2);  // the last of the two that there may be
  const std::vector<double> factors = normal_numbers(static_cast<std::size_t>(low_rank.layout().size()));
  std::vector<double> by_network(base.size());
  for (std::size_t k = 0; k < base.size(); ++k) by_network[k] = 2.0 * low_rank.network(factors)[k];
  const std::vector<double> gradient = low_rank.gradient(factors, by_network);
  const auto loss = [&](const std::vector<double>& at) {
    double sum = 0.0;
    for (const double each : low_rank.network(at)) sum += each * each;
    return sum;
  };
  for (std::size_t k = 0; k < factors.size(); ++k) {
    std::vector<double> moved = factors;
    moved[k] += 1e-6;
    const double above = loss(moved);
    moved[k] -= 2e-6;
    EXPECT_NEAR(gradient[k], (above - loss(moved)) / 2e-6, 1e-6 * (1.0 + std::abs(gradient[k]))) << k;
  }
}

}  // namespace
}  // namespace starling::learning
