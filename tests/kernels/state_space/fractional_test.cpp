// Fractional noise: known likelihoods, the exact step, and the laws of what is drawn.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/state_space/fractional/ou.hpp"
#include "kernels/state_space/fractional/volatility.hpp"
#include "tests/kernels/state_space/model_cases.hpp"
#include "tests/support/state_space_oracles.hpp"

namespace starling::testing {
namespace {

FractionalOuParameters numbers(double hurst, double fastest, int processes = 8) {
  FractionalOuParameters p;
  p.hurst = hurst;
  p.slowest = 0.02;
  p.fastest = fastest;
  p.horizon = 5.0;
  p.processes = processes;
  return p;
}

/// Transition and noise covariance of a step of K + 1 variables, row-major, as the steps show them.
template <class Model>
LinearGaussianLaw law_of(const Model& model, double error, bool opening = false) {
  constexpr int size = Model::state_size;
  const auto step = [&](const double* state, const double* normal, double* next) {
    if (opening) {
      model.start(normal, nullptr, next);
    } else {
      model.step(1, state, normal, nullptr, next);
    }
  };
  constexpr int variates = Model::start_normals;
  double zeros[variates] = {}, unit[variates] = {}, column[size];
  LinearGaussianLaw law;
  law.transition.assign(size * size, 0.0);
  law.noise.assign(size * size, 0.0);
  for (int j = 0; j < variates; ++j) {
    unit[j] = 1.0;
    if (j < size) {
      step(unit, zeros, column);
      for (int i = 0; i < size; ++i) law.transition[i * size + j] = column[i];
    }
    if (opening || j < Model::normals) {
      step(zeros, unit, column);
      for (int i = 0; i < size * size; ++i) law.noise[i] += column[i / size] * column[i % size];
    }
    unit[j] = 0.0;
  }
  law.observation.assign(size, 0.0);
  law.observation[0] = 1.0;
  law.error = {error};
  law.start_mean.assign(size, 0.0);
  return law;
}

/// y_k = 0.6 sin 0.23 k + 0.3 cos 1.7 k + 0.2 sin k^2, k = 1, ..., 50.
double log_likelihood(const FractionalOuParameters& p) {
  std::vector<Vector> observations;
  for (int k = 1; k <= 50; ++k)
    observations.push_back({0.6 * std::sin(0.23 * k) + 0.3 * std::cos(1.7 * k) + 0.2 * std::sin(1.0 * k * k)});
  LinearGaussianLaw law = law_of(FractionalOu<8>::from(p), p.observation_variance);
  law.start_covariance = law_of(FractionalOu<8>::from(p), 1.0, true).noise;
  return kalman(law, observations).log_likelihood;
}

TEST(Fractional, LikelihoodsOfEightProcessesAreTheKnownOnes) {
  EXPECT_NEAR(log_likelihood(numbers(0.3, 100.0)), -30.411253, 1e-6);
  EXPECT_NEAR(log_likelihood(numbers(0.5, 100.0)), -25.788554, 1e-6);
  EXPECT_NEAR(log_likelihood(numbers(0.7, 100.0)), -29.507300, 1e-6);
  EXPECT_NEAR(log_likelihood(numbers(0.3, 1e4)), -30.619967, 1e-6);
  EXPECT_NEAR(log_likelihood(numbers(0.1, 1e4)), -56.043563, 1e-6);
}

/// By solving the equations in another program.
TEST(Fractional, WeightsCostWhatTheyShould) {
  EXPECT_NEAR(numbers(0.3, 100.0).weights().relative_cost, 1.24090848e-3, 1e-9);
  EXPECT_NEAR(numbers(0.1, 1e4).weights().relative_cost, 5.08550748e-2, 1e-9);
  EXPECT_NEAR(numbers(0.5, 100.0).weights().relative_cost, 4.727e-11, 1e-13);
  EXPECT_NEAR(numbers(0.7, 100.0).weights().relative_cost, 1.8186678e-6, 1e-12);
  EXPECT_NEAR(numbers(0.3, 100.0, 2).weights().relative_cost, 0.0397375021, 1e-9);
  // Rates so close to each other that rounding decides.
  EXPECT_FALSE(FractionalWeights::optimal(0.3, 1.0, 12, 1.0, 1.01).least_pivot > 0x1p-46);
}

/// E[Y_i Y_j] of a step is (1 - e^-(gi + gj)h)/(gi + gj), and two halves make a whole, for all variables.
TEST(Fractional, StepsAreExact) {
  FractionalOuParameters p = numbers(0.3, 1e4, 12);
  const auto whole = law_of(FractionalOu<12>::from(p), 1.0);
  p.interval *= 0.5;
  const auto half = law_of(FractionalOu<12>::from(p), 1.0);
  const FractionalWeights weights = p.weights();
  constexpr int size = 13;
  const auto at = [](const Vector& matrix, int i, int j) { return matrix[i * size + j]; };
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      const double scale = std::sqrt(at(whole.noise, i, i) * at(whole.noise, j, j));
      double moved = 0.0, noise = at(half.noise, i, j);
      for (int k = 0; k < size; ++k) {
        moved += at(half.transition, i, k) * at(half.transition, k, j);
        for (int l = 0; l < size; ++l)
          noise += at(half.transition, i, k) * at(half.noise, k, l) * at(half.transition, j, l);
      }
      EXPECT_NEAR(at(whole.transition, i, j), moved, 1e-12) << i << ' ' << j;
      EXPECT_NEAR(at(whole.noise, i, j), noise, 2e-13 * scale) << i << ' ' << j;
      if (i == 0 || j == 0) continue;
      const double rate = weights.rate[i - 1] + weights.rate[j - 1];
      EXPECT_NEAR(at(whole.noise, i, j), -std::expm1(-0.1 * rate) / rate, 2e-13 * scale) << i << ' ' << j;
    }
  }
}

TEST(Fractional, AReversionMayEqualARate) {
  FractionalOuParameters p = numbers(0.4, 50.0, 4);
  p.reversion = p.weights().rate[2];
  const auto equal = law_of(FractionalOu<4>::from(p), 1.0);
  p.reversion *= 1.0 + 1e-9;
  const auto close = law_of(FractionalOu<4>::from(p), 1.0);
  for (int i = 0; i < 25; ++i) {
    EXPECT_NEAR(equal.transition[i], close.transition[i], 1e-8 * (1.0 + std::abs(equal.transition[i])));
    EXPECT_NEAR(equal.noise[i], close.noise[i], 1e-8 * (1.0 + std::abs(equal.noise[i])));
  }
}

TEST(Fractional, AStepDrawsFewNormals) {
  EXPECT_EQ(FractionalOu<8>::from(numbers(0.3, 100.0)).normals_drawn(), 6);
  EXPECT_LE(FractionalOu<12>::from(numbers(0.3, 100.0, 12)).normals_drawn(), 7);
  EXPECT_EQ(FractionalOu<4>::from(numbers(0.3, 100.0, 3)).normals_drawn(), 4);
}

double log_normal(double x, double mean, double variance) {
  return -0.5 * (std::log(2.0 * std::acos(-1.0) * variance) + (x - mean) * (x - mean) / variance);
}

/// m g / q of guided draws, and of starts, is what the model says, and the processes move as X says.
TEST(Fractional, GuidedDrawsAreExact) {
  FractionalOuParameters p = numbers(0.3, 100.0);
  p.start_variance = 0.3;
  const auto model = FractionalOu<8>::from(p);
  const double zeros[10] = {};
  for (int trial = 0; trial < 50; ++trial) {
    double x[9], z[10], next[9], stepped[9], centre[9], guided[9];
    for (int i = 0; i < 10; ++i) z[i] = arbitrary(100 * trial + 50 + i, -3.0, 3.0);
    for (int i = 0; i < 9; ++i) x[i] = arbitrary(100 * trial + i, -1.0, 1.0);
    const double y = arbitrary(100 * trial + 99, -2.0, 2.0);
    for (const bool start : {false, true}) {
      const auto draw = [&](const double* normal, double* out) {
        start ? model.start(normal, nullptr, out) : model.step(1, x, normal, nullptr, out);
      };
      const auto propose = [&](const double* normal, double* out) {
        start ? model.propose_start(&y, normal, nullptr, out) : model.propose(1, x, &y, normal, nullptr, out);
      };
      draw(zeros, centre);
      propose(zeros, guided);
      double unit[10] = {1.0};
      draw(unit, stepped);
      const double deviation = stepped[0] - centre[0];
      propose(unit, stepped);
      const double narrowed = stepped[0] - guided[0];
      propose(z, next);
      const double weight = log_normal(next[0], centre[0], deviation * deviation) + model.log_density(1, next, &y) -
                            log_normal(next[0], guided[0], narrowed * narrowed);
      EXPECT_NEAR(start ? model.log_start_weight(next, &y) : model.log_proposal_weight(1, x, next, &y), weight, 1e-10);
      double same[10];
      std::copy(z, z + 10, same);
      same[0] = (next[0] - centre[0]) / deviation;
      draw(same, stepped);
      for (int i = 0; i < 9; ++i) EXPECT_NEAR(next[i], stepped[i], 1e-12);
    }
  }
}

/// A return of zero where the variance is none.
TEST(Fractional, TakesZeroReturnsAtAnyVariance) {
  const auto model = FractionalVolatility<8>::from(FractionalVolatilityParameters{});
  const double nothing = 0.0;
  const double state[9] = {-800.0};
  EXPECT_NEAR(model.log_density(1, state, &nothing), -0.5 * (std::log(2.0 * M_PI) + model.mean - 800.0), 1e-10);
}

/// X of the first observation has variance e^-2 theta t start_variance and that of the noise, and its covariances.
TEST(Fractional, TheFirstStateFollowsFromItsStart) {
  FractionalVolatilityParameters p;
  p.horizon = 30.0;
  p.start_variance = 0.5;
  p.first_time = 2.0;
  const auto started = law_of(FractionalVolatility<8>::from(p), 1.0, true);
  p.start_variance = 0.0;
  const auto unstarted = law_of(FractionalVolatility<8>::from(p), 1.0, true);
  p.interval = 2.0;
  for (int i = 0; i < 81; ++i) {
    EXPECT_NEAR(started.noise[i], unstarted.noise[i] + (i == 0 ? 0.5 * std::exp(-4.0 * p.reversion) : 0.0), 1e-13);
  }
  // From nothing, the first state is one step.
  p.fastest = 10.0;
  p.slowest = 0.1;
  const auto again = law_of(FractionalVolatility<8>::from(p), 1.0, true);
  const auto step = law_of(FractionalVolatility<8>::from(p), 1.0);
  for (int i = 0; i < 81; ++i) EXPECT_NEAR(again.noise[i], step.noise[i], 1e-14);
  p.first_time = 0.0;
  p.start_variance = 0.7;
  const auto at_once = law_of(FractionalVolatility<8>::from(p), 1.0, true);
  for (int i = 0; i < 81; ++i) EXPECT_NEAR(at_once.noise[i], i == 0 ? 0.7 : 0.0, 1e-15);
}

}  // namespace
}  // namespace starling::testing
