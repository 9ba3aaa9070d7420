// Samplers that accept or reject, on targets that are not Gaussian: no error of step size is left.
//
// Fail at four standard errors between chains.
#include "tests/physics/sgmcmc/chains.hpp"

namespace starling::sgmcmc::testing_support {
namespace {

/// 2 Gamma(3/4) / Gamma(1/4), the mean square under exp(-x^4 / 4).
constexpr double quartic_square = 0.675978240067285;

std::string chains_of(double temperature, std::int64_t count, std::int64_t proposals, int keep_every = 2) {
  return fmt::format("count = {}\ntemperature = {}\nburn_in = 100\nsteps = {}\nkeep_every = {}", count, temperature,
                     proposals, keep_every);
}

/// Four wells at once: as many draws for the price of one.
void expect_quartic(const std::string& name, const std::string& sampler, double sharpness) {
  for (const double temperature : {1.0, 0.25}) {
    DeckChains chains(sgmcmc_text("name = quartic\ndimension = 4\nstart_spread = 0.3", sampler,
                                  chains_of(temperature, 512, temperature == 1.0 ? 8000 : 4000)));
    const double root = std::sqrt(temperature);
    expect_exact(chains, fmt::format("{} at T = {}", name, temperature), chains.run().mean_of("mean_square"),
                 quartic_square * root, sharpness * root);
  }
}

TEST(SgmcmcAccepted, SamplersAreExactAtEveryTemperature) {
  expect_quartic("sggmc", "name = sggmc\nstep = 0.5\nfriction = 0.5\nsteps = 3", 0.0004);
  expect_quartic("amagold", "name = amagold\nstep = 0.5\nfriction = 0.5\nsteps = 3", 0.0004);
  expect_quartic("amagold, new momenta", "name = amagold\nstep = 0.5\nfriction = 0.3\nsteps = 3\nresample = true",
                 0.0004);
  expect_quartic("hmc", "name = hmc\nstep = 0.4\nsteps = 4", 0.0009);
}

/// Where many proposals are rejected, momenta that are not reversed then show.
TEST(SgmcmcAccepted, RejectionsReverseMomenta) {
  struct Row {
    std::string name, numbers;
  };
  for (const Row& row :
       {Row{"sggmc", "step = 0.7\nfriction = 0.3\nsteps = 3"}, Row{"sggmc", "step = 0.9\nfriction = 0.1\nsteps = 2"},
        Row{"amagold", "step = 0.7\nfriction = 0.3\nsteps = 3"}}) {
    DeckChains chains(sgmcmc_text("name = quartic\nstart_spread = 0.3",
                                  fmt::format("name = {}\n{}", row.name, row.numbers), chains_of(1.0, 512, 4000, 8)));
    const Average found = chains.run().mean_of("mean_square");
    expect_exact(chains, row.name + " with rejections", found, quartic_square, 0.003);
  }
}

/// Noisy gradients cost acceptance, not truth.
TEST(SgmcmcAccepted, NoiseOfGradientsBiasesNothing) {
  for (const std::string sampler : {"sggmc", "amagold"}) {
    DeckChains chains(sgmcmc_text("name = quartic\ngradient_noise = 1",
                                  fmt::format("name = {}\nstep = 0.4\nfriction = 1\nsteps = 3", sampler),
                                  chains_of(1.0, 256, 8000, 4)));
    expect_exact(chains, sampler + " with noise", chains.run().mean_of("mean_square"), quartic_square, 0.0012);
  }
}

/// Batches of data: steps of .8 standard deviations with half of four data each. With epochs, whose order does not reverse,
/// they would give .977 and .984.
TEST(SgmcmcAccepted, BatchesBiasNothing) {
  for (const std::string sampler : {"name = sggmc\nsteps = 2", "name = amagold\nsteps = 3"}) {
    DeckChains chains(sgmcmc_text("name = quadratic_data\nitems = 4\nprecisions = 0.25",
                                  sampler + "\nstep = 0.8\nfriction = 0.3",
                                  "count = 256\nburn_in = 100\nsteps = 7000\nkeep_every = 4\nbatch = 2"));
    expect_exact(chains, sampler.substr(7, 5) + " with batches", chains.run().mean_of("scaled_square"), 1.0, 0.003);
  }
}

TEST(SgmcmcAccepted, TheFunnelHasItsWidth) {
  DeckChains chains(sgmcmc_text("name = funnel", "name = sggmc\nstep = 0.3\nfriction = 0.5\nsteps = 3",
                                "count = 512\nburn_in = 500\nsteps = 8000\nkeep_every = 8"));
  expect_exact(chains, "Var v", chains.run().mean_of("v_square"), 1.0, 0.006);
  expect_exact(chains, "E v", chains.mean_of("x_0"), 0.0, 0.006);
}

}  // namespace
}  // namespace starling::sgmcmc::testing_support
