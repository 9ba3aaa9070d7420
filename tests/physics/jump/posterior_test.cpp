// Rates given noisy observations: the likelihood and its quadrature against recorded numbers, chains against the quadrature.
#include "drivers/jump/posterior/gibbs.hpp"
#include "engine/statistics/convergence.hpp"
#include "kernels/random/gamma.hpp"
#include "tests/physics/jump/runs.hpp"

namespace starling::jump {
namespace {

TEST(JumpLikelihood, IsTheRecordedOne) {
  ReadyRun run("likelihood", {});
  EXPECT_NEAR(run.results().at("log_likelihood").mean, -24.485622, 1e-6);
}

/// p e^(Q t) of a row p, by the series of e^(Q t / 1024), 1024 times.
std::vector<double> propagated_by_series(const RateMatrix& matrix, std::vector<double> p, double time) {
  const auto n = static_cast<std::size_t>(matrix.states);
  constexpr int pieces = 1024;
  for (int piece = 0; piece < pieces; ++piece) {
    std::vector<double> term = p;
    for (int power = 1; power < 12; ++power) {
      std::vector<double> next(n, 0.0);
      for (std::size_t i = 0; i < n; ++i) {
        next[i] -= term[i] * matrix.exit_rate(static_cast<std::int64_t>(i));
        for (std::size_t j = 0; j < n; ++j) next[j] += term[i] * matrix.rate[i * n + j];
      }
      for (std::size_t i = 0; i < n; ++i) p[i] += term[i] = next[i] * time / pieces / power;
    }
  }
  return p;
}

TEST(JumpLikelihood, OfThreeStatesAtIrregularTimesIsThatOfTheSeries) {
  // Nothing goes from 2 to 0.
  const RateMatrix matrix{3, {0.0, 0.8, 0.3, 1.7, 0.0, 0.6, 0.0, 0.45, 0.0}};
  StateObservations data;
  data.error = 0.15;
  double time = 0.0;
  for (int k = 0; k < 18; ++k) data.time.push_back(time += 0.02 + 0.9 * std::pow(std::sin(1.3 * k + 0.4), 2.0));
  data.seen = {0, 0, 1, 2, 2, 1, 0, 1, 1, 2, 0, 2, 2, 1, 0, 0, 1, 2};
  std::vector<double> p(3, 1.0 / 3.0);
  double now = 0.0;
  for (std::size_t k = 0; k < data.time.size(); ++k) {
    p = propagated_by_series(matrix, p, data.time[k] - now);
    now = data.time[k];
    for (std::size_t i = 0; i < 3; ++i) p[i] *= std::cmp_equal(i, data.seen[k]) ? 0.85 : 0.075;
  }
  EXPECT_NEAR(log_likelihood(matrix, data), std::log(p[0] + p[1] + p[2]), 1e-10);
}

/// Moments of (q01, q10) under their posterior, by the trapezoid rule in the logs of both, which is exact to many digits for
/// smooth densities that vanish at both ends.
TEST(JumpLikelihood, IntegratesToTheRecordedPosterior) {
  ReadyRun run("posterior", {});
  const StateObservations& data = run.problem().observations;
  double total = 0.0;
  double sums[5] = {};
  constexpr int points = 56;
  const double step = (std::log(30.0) - std::log(3e-4)) / points;
  for (int a = 0; a <= points; ++a) {
    for (int b = 0; b <= points; ++b) {
      const double q[2] = {3e-4 * std::exp(step * a), 3e-4 * std::exp(step * b)};
      const RateMatrix matrix{2, {0.0, q[0], q[1], 0.0}};
      double log_density = log_likelihood(matrix, data);
      // Gamma(2, 2): 4 q e^(-2q), and the Jacobian q.
      for (const double each : q) log_density += std::log(4.0 * each * each) - 2.0 * each;
      const double density = std::exp(log_density) * step * step;
      total += density;
      const double moments[5] = {q[0], q[1], q[0] * q[0], q[1] * q[1], q[0] * q[1]};
      for (int k = 0; k < 5; ++k) sums[k] += density * moments[k];
    }
  }
  for (double& sum : sums) sum /= total;
  const double first = std::sqrt(sums[2] - sums[0] * sums[0]);
  const double second = std::sqrt(sums[3] - sums[1] * sums[1]);
  EXPECT_NEAR(std::log(total), -25.213328, 1e-5);
  EXPECT_NEAR(sums[0], .726507, 1e-5);
  EXPECT_NEAR(sums[1], .900374, 1e-5);
  EXPECT_NEAR(first, .345793, 1e-5);
  EXPECT_NEAR(second, .412142, 1e-5);
  EXPECT_NEAR((sums[4] - sums[0] * sums[1]) / (first * second), .41574, 1e-4);
}

TEST(JumpPosterior, ChainsHaveItsMoments) {
  ChainDraws rates[2];
  ChainDraws squares[2];
  ChainDraws products;
  for (std::int64_t replica = 0; replica < 4; ++replica) {
    ReadyRun run("posterior", {{"method.sweeps", "5000"}});
    static_cast<void>(run.results(replica));
    const std::vector<double>& draws = dynamic_cast<const GibbsChain&>(run.member()).draws();
    ASSERT_EQ(draws.size(), 8000u);
    for (std::size_t k = 0; k < 2; ++k) {
      auto& rate = rates[k].emplace_back();
      auto& square = squares[k].emplace_back();
      for (std::size_t d = k; d < draws.size(); d += 2) {
        rate.push_back(draws[d]);
        square.push_back(draws[d] * draws[d]);
      }
    }
    auto& product = products.emplace_back();
    for (std::size_t d = 0; d < draws.size(); d += 2) product.push_back(draws[d] * draws[d + 1]);
  }
  const auto expect_mean = [](const ChainDraws& draws, double exact, const char* name) {
    const Convergence judged = judge_convergence(draws);
    EXPECT_NEAR(judged.mean, exact, 4.5 * judged.error) << name << " +- " << judged.error;
    EXPECT_LT(judged.error, 0.03 * exact) << name;
    EXPECT_LT(judged.r_hat, 1.02) << name;
  };
  const double mean[2] = {.726507, .900374};
  const double deviation[2] = {.345793, .412142};
  for (int k = 0; k < 2; ++k) {
    expect_mean(rates[k], mean[k], "a rate");
    expect_mean(squares[k], mean[k] * mean[k] + deviation[k] * deviation[k], "its square");
  }
  expect_mean(products, .41574 * deviation[0] * deviation[1] + mean[0] * mean[1], "the product of both");
}

TEST(JumpPosterior, OfAVaguePriorStartsWhereDataCanTell) {
  ReadyRun run("posterior",
               {{"method.shape", "1"}, {"method.rate", "0.000001"}, {"method.sweeps", "5"}, {"method.burn_in", "0"}});
  static_cast<void>(run.results());
  // Observations are half a unit of time apart: rates start at 200 at most, where a path has thousands of jumps.
  for (const double rate : dynamic_cast<const GibbsChain&>(run.member()).draws()) {
    EXPECT_GT(rate, 50.0);
    EXPECT_LT(rate, 400.0);
  }
}

/// Mean and variance of Gamma variates are both the shape; and the mean of the square root.
TEST(GammaVariates, HaveTheirMoments) {
  for (const double shape : {0.3, 1.0, 2.0, 17.5}) {
    constexpr int count = 100000;
    double sums[3] = {};
    for (std::uint32_t k = 0; k < count; ++k) {
      const double x = random::gamma(shape, k, random::make_key(5), 3, random::Purpose::rate_draw);
      sums[0] += x / count;
      sums[1] += (x - shape) * (x - shape) / count;
      sums[2] += std::sqrt(x) / count;
    }
    EXPECT_NEAR(sums[0], shape, 4.5 * std::sqrt(shape / count)) << shape;
    // The fourth central moment is 3 shape^2 + 6 shape.
    EXPECT_NEAR(sums[1], shape, 4.5 * std::sqrt((2.0 * shape * shape + 6.0 * shape) / count)) << shape;
    const double root = std::exp(std::lgamma(shape + 0.5) - std::lgamma(shape));
    EXPECT_NEAR(sums[2], root, 4.5 * std::sqrt((shape - root * root) / count)) << shape;
  }
}

}  // namespace
}  // namespace starling::jump
