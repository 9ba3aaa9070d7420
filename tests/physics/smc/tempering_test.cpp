// Tempering against exact evidences and moments: closed forms and quadrature. Every estimate is tested at four standard
// errors over independent replicas with fixed seeds; some 60 estimates, so a sampler that is right fails once in 300 seeds.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "drivers/smc/methods/samplers/tempering.hpp"
#include "tests/drivers/smc/named_models.hpp"
#include "tests/physics/average.hpp"

namespace starling::smc {
namespace {

struct ExactMoments {
  double log_evidence = 0.0;
  std::vector<double> mean;
  std::vector<double> variance;
};

void expect_within(const std::string& name, const Average& found, double exact, double sharpness) {
  EXPECT_LE(std::abs(found.value - exact), 4.0 * found.error)
      << name << " = " << found.value << " +- " << found.error << ", exact " << exact;
  EXPECT_LE(found.error, sharpness) << name << " is too uncertain to test anything";
  ::testing::Test::RecordProperty(
      name, std::to_string(found.value) + " +- " + std::to_string(found.error) + ", exact " + std::to_string(exact));
}

/// Runs replicas, each rank some of them alone, and compares. The evidence is compared as E[Z] / Z = 1, to a standard
/// error of at most `sharpness`.
void expect_exact(const StaticTarget& target, const ExactMoments& exact, bool waste_free, double sharpness) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  constexpr int replicas = 50;
  TemperingSettings settings;
  settings.particles = 20000;
  settings.moves = waste_free ? 20 : 6;
  settings.waste_free = waste_free;
  std::vector<std::vector<double>> found(1 + 2 * exact.mean.size());
  for (int replica = world.rank(); replica < replicas; replica += world.size()) {
    PhaseTimer timer(phase_plan().labels);
    const auto method = make_tempering({alone, timer, {2024, static_cast<std::uint32_t>(replica)}}, target, settings);
    std::vector<TableRow> rows;
    while (!method->finished()) method->advance(timer, rows);
    const auto results = method->results();
    ASSERT_EQ(results.size(),
              1 + found.size());  // the evidence comes twice, as a mean of logs and as the log of a mean
    found[0].push_back(std::exp(results[0].mean - exact.log_evidence));
    for (std::size_t k = 1; k < found.size(); ++k) found[k].push_back(results[1 + k].mean);
  }
  expect_within("evidence", average(world, found[0]), 1.0, sharpness);
  for (std::size_t c = 0; c < exact.mean.size(); ++c) {
    const double deviation = std::sqrt(exact.variance[c]);
    expect_within("mean_" + std::to_string(c), average(world, found[1 + 2 * c]), exact.mean[c], 0.01 * deviation);
    expect_within("variance_" + std::to_string(c), average(world, found[2 + 2 * c]), exact.variance[c],
                  0.01 * exact.variance[c]);
  }
}

/// The Gaussian mixture's posterior is a mixture of Gaussians.
ExactMoments exact_mixture(double prior, const std::vector<double>& weights, const std::vector<double>& means,
                           const std::vector<double>& deviations) {
  const std::size_t dimension = means.size() / weights.size();
  double total = 0.0;
  for (const double weight : weights) total += weight;
  std::vector<double> share;
  double evidence = 0.0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double variance = prior * prior + deviations[k] * deviations[k];
    double log_density = -0.5 * static_cast<double>(dimension) * std::log(2.0 * std::numbers::pi * variance);
    for (std::size_t c = 0; c < dimension; ++c)
      log_density -= 0.5 * means[k * dimension + c] * means[k * dimension + c] / variance;
    share.push_back(weights[k] / total * std::exp(log_density));
    evidence += share.back();
  }
  ExactMoments exact{std::log(evidence), {}, {}};
  for (std::size_t c = 0; c < dimension; ++c) {
    double first = 0.0;
    double second = 0.0;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      const double shrink = prior * prior / (prior * prior + deviations[k] * deviations[k]);
      const double mean = shrink * means[k * dimension + c];
      first += share[k] / evidence * mean;
      second += share[k] / evidence * (mean * mean + shrink * deviations[k] * deviations[k]);
    }
    exact.mean.push_back(first);
    exact.variance.push_back(second - first * first);
  }
  return exact;
}

void expect_mixture(const std::vector<double>& weights, const std::vector<double>& means,
                    const std::vector<double>& deviations, double sharpness) {
  const auto target = make_target("gaussian_mixture",
                                  {{"prior_standard_deviation", {3.0}},
                                   {"weights", weights},
                                   {"means", means},
                                   {"standard_deviations", deviations}},
                                  {});
  for (const bool waste_free : {false, true})
    expect_exact(*target, exact_mixture(3.0, weights, means, deviations), waste_free, sharpness);
}

TEST(SmcTempering, GaussianMixtureOnALine) {
  expect_mixture({0.2, 0.5, 0.3}, {-2.0, 0.5, 2.5}, {0.3, 0.8, 0.4}, 0.0025);
}
TEST(SmcTempering, GaussianMixtureInThePlane) { expect_mixture({1.0, 2.0}, {-1.5, -1.0, 1.5, 2.0}, {0.5, 0.7}, 0.005); }
TEST(SmcTempering, GaussianMixtureInFiveDimensions) {
  expect_mixture({1.0, 1.0}, {-0.5, 0.0, 0.5, 1.0, -1.0, 0.5, 0.5, 0.5, 0.5, 0.5}, {0.9, 0.7}, 0.01);
}

/// Sums over an even grid, which for smooth densities that vanish at its ends are exact to rounding.
ExactMoments by_quadrature(int dimension, double low, double high, int points,
                           const std::function<double(const double*)>& log_density) {
  const double width = (high - low) / points;
  double sum = 0.0;
  std::vector<double> first(static_cast<std::size_t>(dimension));
  std::vector<double> second(static_cast<std::size_t>(dimension));
  for (int i = 0; i < points; ++i) {
    for (int j = 0; j < (dimension == 2 ? points : 1); ++j) {
      const double point[2] = {low + (i + 0.5) * width, low + (j + 0.5) * width};
      const double density = std::exp(log_density(point)) * std::pow(width, dimension);
      sum += density;
      for (std::size_t c = 0; c < first.size(); ++c) {
        first[c] += density * point[c];
        second[c] += density * point[c] * point[c];
      }
    }
  }
  ExactMoments exact{std::log(sum), {}, {}};
  for (std::size_t c = 0; c < first.size(); ++c) {
    exact.mean.push_back(first[c] / sum);
    exact.variance.push_back(second[c] / sum - exact.mean[c] * exact.mean[c]);
  }
  return exact;
}

double log_normal(double x, double mean, double deviation) {
  const double z = (x - mean) / deviation;
  return -0.5 * (z * z + std::log(2.0 * std::numbers::pi)) - std::log(deviation);
}

/// Not symmetric about the prior's centre: a ladder with a wrong sign anywhere shows here.
TEST(SmcTempering, CauchyPriorWithAnAsymmetricLikelihood) {
  const auto target = make_target("cauchy_gaussian", {}, {});
  const ExactMoments exact = by_quadrature(1, -8.0, 12.0, 20000, [](const double* x) {
    return -std::log(std::numbers::pi * (1.0 + x[0] * x[0])) + log_normal(2.0, x[0], 0.5);
  });
  EXPECT_NEAR(exact.mean[0], 1.7, 0.15);
  for (const bool waste_free : {false, true}) expect_exact(*target, exact, waste_free, 0.0025);
}

/// Temperatures at 23 launches and whether their O-rings were in distress: inputs/data/o_rings.csv.
const TargetData o_rings = {{{66, 0}, {70, 1}, {69, 0}, {68, 0}, {67, 0}, {72, 0}, {73, 0}, {70, 0},
                             {57, 1}, {63, 1}, {70, 1}, {78, 0}, {67, 0}, {53, 1}, {67, 0}, {75, 0},
                             {70, 0}, {81, 0}, {76, 0}, {79, 0}, {75, 1}, {76, 0}, {58, 1}}};

void expect_regression(bool intercept) {
  double mean = 0.0;
  double variance = 0.0;
  for (const auto& row : o_rings.rows) mean += row[0] / 23.0;
  for (const auto& row : o_rings.rows) variance += (row[0] - mean) * (row[0] - mean) / 23.0;
  const ExactMoments exact = by_quadrature(intercept ? 2 : 1, -10.0, 8.0, intercept ? 300 : 2000, [&](const double* b) {
    double sum = log_normal(b[0], 0.0, 5.0) + (intercept ? log_normal(b[1], 0.0, 5.0) : 0.0);
    for (const auto& row : o_rings.rows) {
      const double x = (row[0] - mean) / std::sqrt(variance);
      const double z = intercept ? b[0] + b[1] * x : b[0] * x;
      sum -= std::log1p(std::exp(row[1] == 1.0 ? -z : z));
    }
    return sum;
  });
  const auto target = make_target("logistic_regression", {{"intercept", {intercept ? 1.0 : 0.0}}}, o_rings);
  for (const bool waste_free : {false, true}) expect_exact(*target, exact, waste_free, 0.005);
}

TEST(SmcTempering, LogisticRegressionOfOneCoefficient) { expect_regression(false); }
TEST(SmcTempering, LogisticRegressionWithAnIntercept) { expect_regression(true); }

}  // namespace
}  // namespace starling::smc
