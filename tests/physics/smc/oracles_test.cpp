// The oracles against each other and against closed forms.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <string>

#include "tests/support/state_space_oracles.hpp"

namespace starling::testing {
namespace {

const double nan = std::nan("");

void expect_near(const Vector& one, const Vector& other, double tolerance) {
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_NEAR(one[i], other[i], tolerance) << i;
}

void expect_near(const Answer& one, const Answer& other, double tolerance) {
  EXPECT_NEAR(one.log_likelihood, other.log_likelihood, tolerance);
  expect_near(one.increments, other.increments, tolerance);
  expect_near(one.filtered_mean, other.filtered_mean, tolerance);
  expect_near(one.filtered_variance, other.filtered_variance, tolerance);
  expect_near(one.smoothed_mean, other.smoothed_mean, tolerance);
  expect_near(one.smoothed_variance, other.smoothed_variance, tolerance);
  EXPECT_NEAR(one.smoothed.state, other.smoothed.state, 10.0 * tolerance);
  EXPECT_NEAR(one.smoothed.square, other.smoothed.square, 10.0 * tolerance);
  EXPECT_NEAR(one.smoothed.product, other.smoothed.product, 10.0 * tolerance);
}

double normal_density(double x, double mean, double variance) {
  return std::exp(-0.5 * (x - mean) * (x - mean) / variance) / std::sqrt(2.0 * std::acos(-1.0) * variance);
}

TEST(Oracles, KalmanAndGridAgree) {
  const LinearGaussianLaw law{{0.8}, {0.5}, {1.5}, {0.7}, {0.3}, {2.0}};
  const Vector y = {0.4, -1.0, nan, 2.5, 0.1, 0.2};
  std::vector<Vector> rows;
  for (const double value : y) rows.push_back(std::isnan(value) ? Vector{} : Vector{value});
  const DensityLaw densities{[](double x) { return normal_density(x, 0.3, 2.0); },
                             [](int, double from, double to) { return normal_density(to, 0.8 * from, 0.5); },
                             [](int, double x, double seen) { return normal_density(seen, 1.5 * x, 0.7); }, true};
  expect_near(kalman(law, rows), forward_backward(grid_chain(densities, y, -15.0, 15.0, 301)), 1e-9);
}

TEST(Oracles, KalmanOfIndependentComponentsIsTheSumOfTheirs) {
  const std::vector<Vector> both = {{0.4, 1.0}, {-1.0, 0.2}, {}, {2.0, -0.5}};
  std::vector<Vector> first, second;
  for (const Vector& y : both) {
    first.push_back(y.empty() ? Vector{} : Vector{y[0]});
    second.push_back(y.empty() ? Vector{} : Vector{y[1]});
  }
  const Answer one = kalman({{0.8}, {0.5}, {1.5}, {0.7}, {0.3}, {2.0}}, first);
  const Answer two = kalman({{-0.6}, {1.1}, {0.4}, {0.2}, {0.0}, {1.0}}, second);
  const Answer joint =
      kalman({{0.8, 0, 0, -0.6}, {0.5, 0, 0, 1.1}, {1.5, 0, 0, 0.4}, {0.7, 0, 0, 0.2}, {0.3, 0}, {2, 0, 0, 1}}, both);
  EXPECT_NEAR(joint.log_likelihood, one.log_likelihood + two.log_likelihood, 1e-12);
  expect_near(joint.smoothed_mean, one.smoothed_mean, 1e-12);
  EXPECT_NEAR(joint.smoothed.product, one.smoothed.product, 1e-12);
}

TEST(Oracles, KalmanTurnsWithItsCoordinates) {
  // The same model in coordinates x' = S x with S = [[1, 0], [0.5, 2]]; the first component stays.
  const std::vector<Vector> y = {{0.4}, {-1.0}, {2.0}, {0.7}};
  const Answer plain =
      kalman({{0.8, 0.3, -0.2, 0.6}, {0.5, 0.1, 0.1, 0.4}, {1, 0.5}, {0.7}, {0.3, 0.1}, {2, 0, 0, 1}}, y);
  // S A S^-1, S Q S^T, C S^-1, S m, S P S^T, worked out by hand.
  const Answer turned = kalman(
      {{0.725, 0.15, -0.3375, 0.675}, {0.5, 0.45, 0.45, 1.925}, {0.875, 0.25}, {0.7}, {0.3, 0.35}, {2, 1, 1, 4.5}}, y);
  expect_near(plain, turned, 1e-12);
}

TEST(Oracles, ForwardBackwardAgreesWithSumsOverAllPaths) {
  const Vector start = {0.2, 0.8}, transition = {0.7, 0.3, 0.4, 0.6}, emission = {0.5, 0.5, 0.1, 0.9};
  const Vector y = {0, 1, nan, 1};
  const ChainAnswer answer = forward_backward(hidden_markov_chain(start, transition, emission, y));
  double whole = 0.0, sum = 0.0, product = 0.0;
  Vector last(2, 0.0), first(2, 0.0);
  for (int path = 0; path < 16; ++path) {
    double p = 1.0;
    int before = 0, states = 0, products = 0;
    for (int t = 0; t < 4; ++t) {
      const int x = path >> t & 1;
      p *= t == 0 ? start[x] : transition[before * 2 + x];
      if (!std::isnan(y[t])) p *= emission[x * 2 + static_cast<int>(y[t])];
      states += x;
      products += t > 0 ? before * x : 0;
      before = x;
    }
    whole += p;
    sum += p * states;
    product += p * products;
    last[path >> 3] += p;
    first[path & 1] += p;
  }
  EXPECT_NEAR(answer.log_likelihood, std::log(whole), 1e-13);
  EXPECT_NEAR(answer.smoothed.state, sum / whole, 1e-13);
  EXPECT_NEAR(answer.smoothed.square, sum / whole, 1e-13);
  EXPECT_NEAR(answer.smoothed.product, product / whole, 1e-13);
  EXPECT_NEAR(answer.filtered[3][1], last[1] / whole, 1e-13);
  EXPECT_NEAR(answer.smoothed_law[0][1], first[1] / whole, 1e-13);
}

TEST(Oracles, PathsAreDrawnFromTheSmoothingLaw) {
  const FiniteChain chain = hidden_markov_chain({0.2, 0.8}, {0.7, 0.3, 0.4, 0.6}, {0.5, 0.5, 0.1, 0.9}, {0, 1, 1});
  const ChainAnswer answer = forward_backward(chain);
  // Evenly spaced numbers in three dimensions.
  constexpr int side = 40;
  Vector ones(3, 0.0);
  double product = 0.0;
  for (int i = 0; i < side * side * side; ++i) {
    const int digits[3] = {i % side, i / side % side, i / side / side};
    const Vector u = {(digits[0] + 0.5) / side, (digits[1] + 0.5) / side, (digits[2] + 0.5) / side};
    const std::vector<int> path = draw_path(chain, answer, u);
    for (int t = 0; t < 3; ++t) ones[t] += path[t];
    product += path[0] * path[1] + path[1] * path[2];
  }
  constexpr double draws = side * side * side;
  for (int t = 0; t < 3; ++t) EXPECT_NEAR(ones[t] / draws, answer.smoothed_law[t][1], 1.5 / side);
  EXPECT_NEAR(product / draws, answer.smoothed.product, 3.0 / side);
}

TEST(Oracles, StochasticVolatilityOfTheReturnsHasItsKnownLikelihood) {
  std::ifstream file(std::string(STARLING_SOURCE_DIR) + "/inputs/data/gbp_usd_returns.csv");
  ASSERT_TRUE(file.good());
  Vector returns;
  for (std::string line; std::getline(file, line);) {
    if (line[0] == '#' || line[0] == 'd') continue;
    returns.push_back(std::stod(line.substr(line.find(',') + 1)));
  }
  ASSERT_EQ(returns.size(), 750);
  const FiniteChain chain = stochastic_volatility_chain(-1.02, 0.9702, 0.178, returns);
  EXPECT_NEAR(forward_backward(chain).log_likelihood, -492.454242622, 1e-8);
}

TEST(Oracles, GordonsGridHasConverged) {
  const Vector y = {1.0, 8.0, nan, 0.3, 12.0};
  const FiniteChain chain = gordon_chain(y);
  const ChainAnswer answer = forward_backward(chain);
  const DensityLaw finer{[](double x) { return normal_density(x, 0.0, 4.0); },
                         [](int t, double from, double to) {
                           return normal_density(
                               to, from / 2 + 25 * from / (1 + from * from) + 8 * std::cos(1.2 * (t - 1)), 10.0);
                         },
                         [](int, double x, double seen) { return normal_density(seen, x * x / 20.0, 1.0); }, false};
  expect_near(answer, forward_backward(grid_chain(finer, y, -55.0, 55.0, 1223)), 2e-7);
}

TEST(Oracles, EpidemicsKeepTheirPeople) {
  const FiniteChain chain = sir_chain({6, 2, 1.0, 0.3, 0.5, 0.1, 0.0}, {1, 0, nan, 2});
  const auto states = sir_states(6);
  const Vector& transition = chain.transition(1);
  for (std::size_t i = 0; i < states.size(); ++i) {
    double whole = 0.0;
    for (std::size_t j = 0; j < states.size(); ++j) whole += transition[i * states.size() + j];
    EXPECT_NEAR(whole, 1.0, 1e-12);
  }
  const ChainAnswer answer = forward_backward(chain);
  EXPECT_NEAR(answer.smoothed_mean[0], 4.0, 1e-12);
  for (int t = 0; t < 3; ++t) EXPECT_GE(answer.smoothed_mean[t] + 1e-12, answer.smoothed_mean[t + 1]);
}

}  // namespace
}  // namespace starling::testing
