// Static targets that the smc job has too, sampled by chains; the same quadratures judge both.
//
// Fail at four standard errors between chains.
#include <cmath>
#include <numbers>

#include "tests/physics/sgmcmc/chains.hpp"

namespace starling::sgmcmc::testing_support {
namespace {

/// Means and variances of two parameters, by sums over a grid.
struct Exact {
  double mean[2];
  double variance[2];
};

template <class LogDensity>
Exact by_grid(double from, double until, int points, LogDensity&& log_density) {
  double sum = 0.0, first[2] = {}, second[2] = {};
  for (int i = 0; i < points; ++i) {
    for (int j = 0; j < points; ++j) {
      const double x[2] = {from + (until - from) * (i + 0.5) / points, from + (until - from) * (j + 0.5) / points};
      const double weight = std::exp(log_density(x));
      sum += weight;
      for (int c = 0; c < 2; ++c) {
        first[c] += weight * x[c];
        second[c] += weight * x[c] * x[c];
      }
    }
  }
  Exact exact{};
  for (int c = 0; c < 2; ++c) {
    exact.mean[c] = first[c] / sum;
    exact.variance[c] = second[c] / sum - exact.mean[c] * exact.mean[c];
  }
  return exact;
}

void expect_moments(DeckChains& chains, const std::string& what, const Exact& exact, double most_error) {
  chains.run();
  for (int c = 0; c < 2; ++c) {
    const double mean = exact.mean[c];
    expect_exact(chains, fmt::format("{}, mean {}", what, c), chains.mean_of([c](const double* x) { return x[c]; }),
                 mean, most_error);
    expect_exact(chains, fmt::format("{}, variance {}", what, c),
                 chains.mean_of([c, mean](const double* x) { return (x[c] - mean) * (x[c] - mean); }),
                 exact.variance[c], most_error);
  }
}

/// Temperatures at 23 launches and whether their O-rings were in distress: inputs/data/o_rings.csv.
Exact o_rings() {
  constexpr int launches = 23;
  constexpr double temperature[launches] = {66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78,
                                            67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58};
  constexpr int distress[launches] = {0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1};
  double mean = 0.0, variance = 0.0;
  for (const double t : temperature) mean += t / launches;
  for (const double t : temperature) variance += (t - mean) * (t - mean) / launches;
  return by_grid(-10.0, 8.0, 600, [&](const double* b) {
    double sum = -(b[0] * b[0] + b[1] * b[1]) / 50.0;
    for (int i = 0; i < launches; ++i) {
      const double z = b[0] + b[1] * (temperature[i] - mean) / std::sqrt(variance);
      sum -= std::log1p(std::exp(distress[i] == 1 ? -z : z));
    }
    return sum;
  });
}

std::string regression(const std::string& sampler, const std::string& chains) {
  return sgmcmc_text(fmt::format("name = logistic_regression\nfile = {}/inputs/data/o_rings.csv\n"
                                 "column = temperature distress",
                                 STARLING_SOURCE_DIR),
                     sampler, chains);
}

TEST(SgmcmcStaticTargets, RegressionOfAllData) {
  DeckChains chains(
      regression("name = baoab\nstep = 0.1\nfriction = 1", "count = 64\nburn_in = 500\nsteps = 20000\nkeep_every = 5"));
  expect_moments(chains, "regression, baoab", o_rings(), 0.01);
}

/// Batches leave an accepted sampler exact: rows that were mixed up, or scaled by anything but N / n, would not.
TEST(SgmcmcStaticTargets, RegressionOfBatches) {
  DeckChains chains(regression("name = sggmc\nstep = 0.2\nfriction = 1\nsteps = 3",
                               "count = 64\nburn_in = 500\nsteps = 20000\nkeep_every = 5\nbatch = 8"));
  expect_moments(chains, "regression, sggmc of batches", o_rings(), 0.02);
}

TEST(SgmcmcStaticTargets, MixtureUnderAPrior) {
  DeckChains chains(sgmcmc_text(
      "name = gaussian_mixture\nprior_standard_deviation = 1.5\nweights = 0.4 0.6\n"
      "means = -1 0.5 1 0\nstandard_deviations = 0.8 0.6",
      "name = baoab\nstep = 0.1\nfriction = 1", "count = 64\nburn_in = 500\nsteps = 20000\nkeep_every = 5"));
  const auto log_density = [](const double* x) {
    const auto term = [&](double weight, double m, double n, double s) {
      return weight / (s * s) * std::exp(-((x[0] - m) * (x[0] - m) + (x[1] - n) * (x[1] - n)) / (2.0 * s * s));
    };
    return -(x[0] * x[0] + x[1] * x[1]) / 4.5 + std::log(term(0.4, -1.0, 0.5, 0.8) + term(0.6, 1.0, 0.0, 0.6));
  };
  expect_moments(chains, "mixture, baoab", by_grid(-6.0, 6.0, 600, log_density), 0.01);
}

}  // namespace
}  // namespace starling::sgmcmc::testing_support
