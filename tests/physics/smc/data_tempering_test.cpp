// Data tempering against conjugate regression, where evidence, regret, its bound and the posterior are known. Every estimate is
// tested at four standard errors over 50 replicas with fixed seeds; ten estimates, so a sampler that is right fails once in 1500
// choices of seeds.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "drivers/smc/methods/samplers/data_tempering.hpp"
#include "tests/physics/smc/filter_replicas.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;

constexpr double prior_deviation = 2.0;
constexpr double noise_deviation = 0.7;

TargetData some_data() {
  TargetData data;
  for (int i = 0; i < 24; ++i)
    data.rows.push_back(
        {std::sin(1.0 * i * i), 0.4 - 0.8 * std::sin(1.0 * i * i) + noise_deviation * std::cos(3.0 * i)});
  return data;
}

double log_normal(double x, double variance) {
  return -0.5 * (x * x / variance + std::log(2.0 * std::numbers::pi * variance));
}

/// Of y = b_0 + b_1 x + N(0, r^2).
struct ExactRegression {
  double log_evidence = 0.0, best = 0.0, regret_bound = 0.0;
  double mean[2], variance[2];
};

ExactRegression exact_of(const TargetData& data, double within) {
  ExactRegression exact;
  double m[2] = {}, p[2][2] = {{prior_deviation * prior_deviation, 0.0}, {0.0, prior_deviation * prior_deviation}};
  double xx[2][2] = {}, xy[2] = {};
  for (const auto& row : data.rows) {
    const double x[2] = {1.0, row[0]};
    double px[2], spread = noise_deviation * noise_deviation, apart = row[1];
    for (int i = 0; i < 2; ++i) {
      px[i] = p[i][0] * x[0] + p[i][1] * x[1];
      spread += x[i] * px[i];
      apart -= x[i] * m[i];
      xy[i] += x[i] * row[1];
      for (int j = 0; j < 2; ++j) xx[i][j] += x[i] * x[j];
    }
    exact.log_evidence += log_normal(apart, spread);
    for (int i = 0; i < 2; ++i) {
      m[i] += px[i] / spread * apart;
      for (int j = 0; j < 2; ++j) p[i][j] -= px[i] * px[j] / spread;
    }
  }
  for (int i = 0; i < 2; ++i) {
    exact.mean[i] = m[i];
    exact.variance[i] = p[i][i];
  }
  const double det = xx[0][0] * xx[1][1] - xx[0][1] * xx[0][1];
  const double best[2] = {(xx[1][1] * xy[0] - xx[0][1] * xy[1]) / det, (xx[0][0] * xy[1] - xx[0][1] * xy[0]) / det};
  for (const auto& row : data.rows)
    exact.best += log_normal(row[1] - best[0] - best[1] * row[0], noise_deviation * noise_deviation);
  // The prior mass of the ellipse of models within the divergence, on a fine grid in its own coordinates.
  double mass = 0.0;
  constexpr int rings = 400, angles = 400;
  const double l00 = std::sqrt(xx[0][0]), l10 = xx[0][1] / l00, l11 = std::sqrt(xx[1][1] - l10 * l10);
  const double radius = noise_deviation * std::sqrt(2.0 * within);
  for (int r = 0; r < rings; ++r) {
    for (int a = 0; a < angles; ++a) {
      const double length = radius * (r + 0.5) / rings;
      const double u = length * std::cos(2.0 * std::numbers::pi * a / angles);
      const double v = length * std::sin(2.0 * std::numbers::pi * a / angles);
      const double b1 = best[1] + v / l11;
      const double b0 = best[0] + (u - l10 * v / l11) / l00;
      mass += std::exp(log_normal(b0, prior_deviation * prior_deviation) +
                       log_normal(b1, prior_deviation * prior_deviation)) *
              length;
    }
  }
  mass *= radius / rings * 2.0 * std::numbers::pi / angles / (l00 * l11);
  exact.regret_bound = within - std::log(mass);
  return exact;
}

void expect_exact(const DataTemperingSettings& settings, double within) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  const TargetData data = some_data();
  const auto target = make_target("gaussian_regression",
                                  {{"prior_standard_deviation", {prior_deviation}},
                                   {"noise_standard_deviation", {noise_deviation}},
                                   {"standardise", {0.0}}},
                                  data);
  const ExactRegression exact = exact_of(data, within);
  const double regret = exact.best - exact.log_evidence;
  ASSERT_LT(regret, exact.regret_bound);
  std::vector<std::vector<double>> found(7);
  for (int replica = world.rank(); replica < 50; replica += world.size()) {
    const auto method = make_data_tempering(at(alone, {7, static_cast<std::uint32_t>(replica)}), *target, settings);
    advance(*method, 24);
    const std::vector<Result> results = method->results();
    ASSERT_EQ(results[0].name, "log_likelihood");
    EXPECT_EQ(results[0].doubt, "");
    found[0].push_back(std::exp(results[0].mean - exact.log_evidence));
    ASSERT_EQ(results[2].name, "best_log_loss");
    ASSERT_EQ(results[3].name, "regret");
    for (std::size_t k = 1; k < found.size(); ++k) found[k].push_back(results[2 + k].mean);
    // The best of many particles is almost the best there is, and never better.
    EXPECT_GE(results[2].mean, -exact.best - 1e-9);
    EXPECT_LE(results[2].mean, -exact.best + 0.02);
    found[1].back() += results[2].mean + exact.best;  // regret against the best model itself
  }
  expect_within("evidence", average(world, found[0]), 1.0, 0.05);
  expect_within("regret", average(world, found[1]), regret, 0.05);
  expect_within("regret_bound", average(world, found[2]), exact.regret_bound, 0.06);
  for (std::size_t c = 0; c < 2; ++c) {
    expect_within("mean", average(world, found[3 + 2 * c]), exact.mean[c], 0.1 * std::sqrt(exact.variance[c]));
    expect_within("variance", average(world, found[4 + 2 * c]), exact.variance[c], 0.1 * exact.variance[c]);
  }
}

TEST(SmcDataTempering, OfConjugateRegressionIsExact) {
  DataTemperingSettings settings;
  settings.particles = 4000;
  settings.moves = 6;
  expect_exact(settings, 1.0);
  settings.divergence = 0.1;
  settings.resampling = Resampling::multinomial;
  settings.ess_threshold = 0.8;
  expect_exact(settings, 2.4);
}

/// A prior ten thousand times as wide as the noise.
TEST(SmcDataTempering, TellsWhereAnObservationLeavesFewParticles) {
  const Communicator alone(MPI_COMM_SELF);
  DataTemperingSettings settings;
  settings.particles = 400;
  const auto target = make_target(
      "gaussian_regression",
      {{"prior_standard_deviation", {prior_deviation}}, {"noise_standard_deviation", {2e-4}}, {"standardise", {0.0}}},
      some_data());
  const auto method = make_data_tempering(at(alone, {7, 0}), *target, settings);
  advance(*method, 24);
  EXPECT_NE(method->results()[0].doubt.find("effective particles, too few to move by"), std::string::npos)
      << method->results()[0].doubt;
}

}  // namespace
}  // namespace starling::smc
