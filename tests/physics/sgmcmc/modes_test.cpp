// Chains that have to cross between modes, and chains whose batches are of data.
//
// Fail at four standard errors between chains or ladders.
#include "tests/physics/sgmcmc/chains.hpp"

namespace starling::sgmcmc::testing_support {
namespace {

/// P(x > 0) of 1/4 N(2, 1/4) + 3/4 N(-2, 1/4).
constexpr double weight_of_the_right = 0.25002;

std::string ladder(double variance) {
  return fmt::format(
      "name = replica_exchange\nstep = 0.01\ntemperatures = 1 2.5 6\nswap_every = 10\nenergy_variance = {}", variance);
}

TEST(SgmcmcModes, ReplicaExchangeFindsTheWeights) {
  DeckChains chains(
      sgmcmc_text("name = two_modes", ladder(0.0), "count = 192\nburn_in = 5000\nsteps = 60000\nkeep_every = 50"));
  const Average found = chains.run().mean_of("positive");
  expect_exact(chains, "replica exchange", found, weight_of_the_right, 0.0025);
}

TEST(SgmcmcModes, ReplicaExchangeBearsNoisyEnergies) {
  DeckChains chains(sgmcmc_text("name = two_modes\nenergy_noise = 2", ladder(4.0),
                                "count = 192\nburn_in = 5000\nsteps = 60000\nkeep_every = 50"));
  const Average found = chains.run().mean_of("positive");
  expect_exact(chains, "replica exchange, noisy energies", found, weight_of_the_right, 0.003);
}

TEST(SgmcmcModes, WhatTheCorrectionIsFor) {
  DeckChains chains(sgmcmc_text("name = two_modes\nenergy_noise = 2", ladder(0.0),
                                "count = 128\nburn_in = 5000\nsteps = 30000\nkeep_every = 50"));
  const Average found = chains.run().mean_of("positive");
  // Seen by an independent program: 0.306.
  expect_wrong(chains, "replica exchange, noisy energies uncorrected", found, {0.306, 0.002}, weight_of_the_right);
}

TEST(SgmcmcModes, CyclesReachTheWeightsAsTheyBecomeLong) {
  DeckChains fast(sgmcmc_text("name = two_modes", "name = cyclical\nstep = 0.5\ncycle = 1000",
                              "count = 512\nburn_in = 2000\nsteps = 20000\nkeep_every = 50"));
  // Seen by an independent program: 0.354, without an error.
  const Average short_cycles = fast.run().mean_of("positive");
  expect_wrong(fast, "cycles of 1000", short_cycles, {0.354, 0.0}, weight_of_the_right);
  DeckChains slow(sgmcmc_text("name = two_modes", "name = cyclical\nstep = 0.1\ncycle = 4000",
                              "count = 128\nburn_in = 200000\nsteps = 400000\nkeep_every = 100"));
  // Seen by an independent program: 0.253 +- 0.006; the weights themselves are a limit.
  const Average long_cycles = slow.run().mean_of("positive");
  expect_exact(slow, "cycles of 4000", {long_cycles.value, std::hypot(long_cycles.error, 0.006)}, 0.253, 0.012);
}

std::string data_text(const std::string& sampler) {
  // epsilon = 0.2 / sum k.
  return sgmcmc_text("name = quadratic_data\nitems = 100\nprecisions = 0.2 5",
                     fmt::format("{}\nstep = {:.17g}", sampler, 0.2 / 260.0),
                     "count = 32\nburn_in = 500\nsteps = 10000\nkeep_every = 5\nbatch = 10");
}

TEST(SgmcmcModes, SvrgTakesTheNoiseOfBatchesAway) {
  DeckChains reduced(data_text("name = svrg\nanchor_every = 50"));
  const Average found = reduced.run().mean_of("scaled_square");
  DeckChains plain(data_text("name = sgld"));
  const Average noisy = plain.run().mean_of("scaled_square");
  if (!reduced.is_root()) return;
  const double limit = 1.0 / (1.0 - 0.1);
  std::printf("    svrg %.4f +- %.4f, sgld %.4f +- %.4f, limit %.4f\n", found.value, found.error, noisy.value,
              noisy.error, limit);
  EXPECT_GT(found.value, limit - 4.0 * found.error);
  EXPECT_LT(found.value, limit + 0.03 + 4.0 * found.error);
  EXPECT_GT(noisy.value, 2.0 * limit);
}

TEST(SgmcmcModes, FullBatchesHaveNoNoise) {
  DeckChains chains(sgmcmc_text("name = quadratic_data\nitems = 100\nprecisions = 0.2 5",
                                fmt::format("name = sgld\nstep = {:.17g}", 0.2 / 260.0),
                                "count = 64\nburn_in = 500\nsteps = 4000\nkeep_every = 4"));
  expect_exact(chains, "sgld of all data", chains.run().mean_of("scaled_square"), 1.0 / (1.0 - 0.1), 0.01);
}

/// Correlation of the increments of the first ten of `width` numbers of each draw.
double correlation(const std::vector<double>& first, const std::vector<double>& second, std::size_t width) {
  double product = 0.0, one = 0.0, other = 0.0;
  for (std::size_t at = width; at < first.size(); at += width) {
    for (std::size_t i = at; i < at + 10; ++i) {
      const double a = first[i] - first[i - width];
      const double b = second[i] - second[i - width];
      product += a * b;
      one += a * a;
      other += b * b;
    }
  }
  return product / std::sqrt(one * other);
}

/// Two chains share no noise: their increments are uncorrelated. Chains of one number do, even at other temperatures.
TEST(SgmcmcModes, ChainsShareNoNoise) {
  const auto draws_at = [](double temperature) {
    DeckChains chains(sgmcmc_text("name = gaussian\ndimension = 10", "name = sgld\nstep = 0.05",
                                  fmt::format("count = 2\nsteps = 4000\ntemperature = {}", temperature)));
    return chains.run().draws();
  };
  const auto draws = draws_at(1.0);
  const auto same = draws_at(4.0);
  if (draws.empty()) return;
  const std::size_t width = draws[0].size() / 4000;
  EXPECT_LE(std::abs(correlation(draws[0], draws[1], width)), 5.0 / std::sqrt(10.0 * 3999.0));
  EXPECT_GT(correlation(draws[0], same[0], width), 0.9);
}

/// What other chains there are changes no bit of a chain.
TEST(SgmcmcModes, ChainsDoNotKnowHowManyTheyAre) {
  const auto text = [](int count) {
    return sgmcmc_text("name = quadratic_data", "name = sghmc\nstep = 0.01",
                       fmt::format("count = {}\nsteps = 50\nbatch = 7\nwarm_start = 5", count));
  };
  DeckChains few(text(2));
  DeckChains many(text(5));
  const auto one = few.run().draws();
  const auto other = many.run().draws();
  if (!few.is_root()) return;
  EXPECT_EQ(one[0], other[0]);
  EXPECT_EQ(one[1], other[1]);
  EXPECT_NE(other[1], other[2]);
}

}  // namespace
}  // namespace starling::sgmcmc::testing_support
