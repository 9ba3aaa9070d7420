// Samplers that accept or reject, on targets that are not Gaussian: no error of step size is left.
//
// Fail at four standard errors between chains.
#include "tests/physics/sgmcmc_chains.hpp"

namespace starling::sgmcmc::testing_support {
namespace {

/// 2 Gamma(3/4) / Gamma(1/4), the mean square under exp(-x^4 / 4).
constexpr double quartic = 0.675978240067285;

std::string chains_of(double temperature, std::int64_t count, std::int64_t proposals) {
  return fmt::format("count = {}\ntemperature = {}\nburn_in = 100\nsteps = {}\nkeep_every = 4", count, temperature, proposals);
}

void expect_quartic(const std::string& name, const std::string& sampler, std::int64_t proposals, double sharpness,
                    double wrong) {
  for (const double temperature : {1.0, 0.25}) {
    DeckChains chains(sgmcmc_text("name = quartic\nstart_spread = 0.3", sampler, chains_of(temperature, 512, proposals)));
    const Average found = chains.run().mean_of("mean_square");
    const double root = std::sqrt(temperature);
    expect_exact(chains, fmt::format("{} at T = {}", name, temperature), found, quartic * root, sharpness * root);
    if (temperature == 1.0) expect_not(chains, name, found, wrong);
  }
}

// The wrong values are of momenta that are not reversed when a proposal is rejected.
TEST(SgmcmcAccepted, SggmcIsExact) {
  expect_quartic("sggmc", "name = sggmc\nstep = 0.7\nfriction = 0.3\nsteps = 3", 10000, 0.0004, 0.823);
}

TEST(SgmcmcAccepted, SggmcIsExactAtSmallFriction) {
  expect_quartic("sggmc", "name = sggmc\nstep = 0.9\nfriction = 0.1\nsteps = 2", 4000, 0.001, 0.954);
}

TEST(SgmcmcAccepted, AmagoldIsExactWithKeptMomenta) {
  expect_quartic("amagold", "name = amagold\nstep = 0.7\nfriction = 0.3\nsteps = 3", 10000, 0.0004, 0.745);
}

TEST(SgmcmcAccepted, AmagoldIsExactWithNewMomenta) {
  expect_quartic("amagold, new momenta", "name = amagold\nstep = 0.5\nfriction = 0.3\nsteps = 3\nresample = true", 4000,
                 0.0008, 0.745);
}

TEST(SgmcmcAccepted, HmcIsExact) {
  expect_quartic("hmc", "name = hmc\nstep = 0.5\nsteps = 3", 8000, 0.0009, 0.745);
}

/// Noisy gradients cost acceptance, not truth.
TEST(SgmcmcAccepted, NoiseOfGradientsBiasesNothing) {
  for (const std::string sampler : {"sggmc", "amagold"}) {
    DeckChains chains(sgmcmc_text("name = quartic\ngradient_noise = 1",
                                  fmt::format("name = {}\nstep = 0.4\nfriction = 1\nsteps = 3", sampler),
                                  chains_of(1.0, 256, 8000)));
    expect_exact(chains, sampler + " with noise", chains.run().mean_of("mean_square"), quartic, 0.0012);
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
