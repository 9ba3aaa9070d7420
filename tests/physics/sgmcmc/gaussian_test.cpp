// Samplers on Gaussians, whose errors of step size and of noisy gradients are known in closed form.
//
// Fail at four standard errors, which are between chains; a test whose error is larger than asked for fails too.
#include <array>

#include "tests/physics/sgmcmc/chains.hpp"

namespace starling::sgmcmc::testing_support {
namespace {

const std::string ten = "name = gaussian\ndimension = 10\n";
const std::string many_chains = "count = 64\n";

TEST(SgmcmcGaussian, SgldHasTheTemperatureOfItsNoise) {
  DeckChains chains(sgmcmc_text(ten + "gradient_noise = 4", "name = sgld\nstep = 0.1",
                                many_chains + "burn_in = 200\nsteps = 30000\nkeep_every = 10"));
  expect_exact(chains, "sgld", chains.run().mean_of("mean_square"), (1.0 + 0.1 * 4.0 / 2.0) / (1.0 - 0.1 / 2.0),
               0.0022);
}

TEST(SgmcmcGaussian, SgldSamplesAMatrix) {
  DeckChains chains(sgmcmc_text("name = gaussian\ndimension = 2\nprecision = 2 0.8 0.8 1", "name = sgld\nstep = 0.2",
                                "count = 128\nburn_in = 200\nsteps = 20000\nkeep_every = 5"));
  chains.run();
  // T A^-1 (1 - epsilon A / 2)^-1 = (A - epsilon A^2 / 2)^-1.
  const double a = 2.0 - 0.1 * (4.0 + 0.64);
  const double b = 0.8 - 0.1 * (1.6 + 0.8);
  const double c = 1.0 - 0.1 * (0.64 + 1.0);
  const double determinant = a * c - b * b;
  const auto product = [&](int i, int j) { return chains.mean_of([=](const double* x) { return x[i] * x[j]; }); };
  expect_exact(chains, "x0 x0", product(0, 0), c / determinant, 0.005);
  expect_exact(chains, "x0 x1", product(0, 1), -b / determinant, 0.006);
  expect_exact(chains, "x1 x1", product(1, 1), a / determinant, 0.01);
}

/// x^2 (1 - epsilon G / 2), G of each component, so that what the burn-in found does not matter.
Average scaled_square(DeckChains& chains, double step, double damping) {
  std::vector<double> scales;
  std::vector<double> means;
  for (const auto& chain : chains.own()) {
    double sum = 0.0;
    const std::size_t width = chains.plan().shown().size();
    for (std::size_t at = 0; at < chain->shown().size(); at += width) {
      for (std::size_t i = 0; i < 10; ++i) {
        const double scale = 1.0 / (damping + std::sqrt(chain->state.vectors[1][i]));
        sum += chain->shown()[at + i] * chain->shown()[at + i] * (1.0 - 0.5 * step * scale);
      }
    }
    means.push_back(sum / static_cast<double>(10 * chain->draws()));
  }
  return chains.mean_over_chains(means);
}

TEST(SgmcmcGaussian, PsgldIsRightOnceItsScalesAreFrozen) {
  for (const double step : {0.05, 0.01}) {
    DeckChains chains(
        sgmcmc_text(ten, fmt::format("name = psgld\nstep = {}\nmemory = 0.9", step),
                    fmt::format("{}burn_in = 500\nsteps = {}\nkeep_every = 10", many_chains, 1500.0 / step)));
    const Average found = scaled_square(chains.run(), step, 1e-5);
    expect_exact(chains, fmt::format("psgld {}", step), found, 1.0, 0.0045);
  }
}

TEST(SgmcmcGaussian, PsgldAsPublishedIsBiased) {
  DeckChains chains(sgmcmc_text(ten, "name = psgld\nstep = 0.05\nmemory = 0.9\nreproduce_published = true",
                                many_chains + "burn_in = 500\nsteps = 20000\nkeep_every = 10"));
  expect_wrong(chains, "psgld as published", chains.run().mean_of("mean_square"), {1.536, 0.003},
               1.0 / (1.0 - 0.05 / 2.0));
}

TEST(SgmcmcGaussian, SghmcHasTheTemperatureOfItsNoise) {
  struct Row {
    double friction, noise;
  };
  for (const Row& row : {Row{0.1, 0.0}, Row{4.0, 0.0}, Row{0.5, 1.0}}) {
    const double e = 0.05;
    const double c = row.friction;
    DeckChains chains(sgmcmc_text(fmt::format("{}gradient_noise = {}", ten, row.noise),
                                  fmt::format("name = sghmc\nstep = 0.05\nfriction = {}", c),
                                  many_chains + "burn_in = 1000\nsteps = 40000\nkeep_every = 20"));
    const Average found = chains.run().mean_of("mean_square");
    const double exact = (1.0 + e * row.noise / (2.0 * c)) * (1.0 - 0.5 * e * c) / (1.0 - 0.5 * e * c - 0.25 * e * e);
    expect_exact(chains, fmt::format("sghmc C = {}, b = {}", c, row.noise), found, exact, 0.0058);
  }
}

TEST(SgmcmcGaussian, SgnhtTakesUpTheNoiseOfGradients) {
  DeckChains chains(sgmcmc_text(ten + "gradient_noise = 25", "name = sgnht\nstep = 0.02\nnoise = 1",
                                "count = 192\nburn_in = 2000\nsteps = 60000\nkeep_every = 20"));
  std::vector<double> friction(chains.own().size(), 0.0);
  int looks = 0;
  for (std::int64_t unit = 2000; unit <= 62000; unit += 50, ++looks) {
    chains.run(unit);
    for (std::size_t c = 0; c < friction.size(); ++c) friction[c] += chains.own()[c]->state.scalars[0];
  }
  for (double& sum : friction) sum /= looks;
  const double zeta = 1.2660;
  expect_exact(chains, "sgnht friction", chains.mean_over_chains(friction), zeta, 0.0012);
  const Average found = chains.mean_of("mean_square");
  expect_exact(chains, "sgnht", found, 1.0 - 0.5 * 0.02 * zeta, 0.0012);
}

/// The stationary covariance of (x, p, noise of the kept gradient) under a linear map, by iteration.
double baoab_variance(double e, double friction, double b) {
  const double c = std::exp(-friction * e);
  using Row = std::array<double, 3>;
  // Before the second half kick, x' and p' in terms of (x, p, n) and of the thermostat's noise.
  const Row kicked{-0.5 * e, 1.0, -0.5 * e};
  std::array<Row, 3> map{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double x = (k == 0 ? 1.0 : 0.0) + 0.5 * e * (1.0 + c) * kicked[k];
    map[0][k] = x;
    map[1][k] = c * kicked[k] - 0.5 * e * x;
  }
  const double s2 = 1.0 - c * c;
  const double noise_x = 0.5 * e;
  const double noise_p = 1.0 - 0.5 * e * noise_x;
  std::array<Row, 3> covariance{};
  for (int step = 0; step < 5000; ++step) {
    std::array<Row, 3> next{};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        for (std::size_t k = 0; k < 3; ++k) {
          for (std::size_t l = 0; l < 3; ++l) next[i][j] += map[i][k] * map[j][l] * covariance[k][l];
        }
      }
    }
    next[0][0] += s2 * noise_x * noise_x;
    next[0][1] += s2 * noise_x * noise_p;
    next[1][0] += s2 * noise_x * noise_p;
    next[1][1] += s2 * noise_p * noise_p + 0.25 * e * e * b;
    next[1][2] -= 0.5 * e * b;
    next[2][1] -= 0.5 * e * b;
    next[2][2] += b;
    covariance = next;
  }
  return covariance[0][0];
}

TEST(SgmcmcGaussian, BaoabIsExactInPositionAndHeatedByNoiseAsItMustBe) {
  EXPECT_NEAR(baoab_variance(0.2, 1.0, 4.0), 1.40539, 2e-5);
  for (const double noise : {0.0, 4.0}) {
    DeckChains chains(sgmcmc_text(fmt::format("{}gradient_noise = {}", ten, noise),
                                  "name = baoab\nstep = 0.2\nfriction = 1",
                                  many_chains + "burn_in = 500\nsteps = 20000\nkeep_every = 10"));
    const double exact = baoab_variance(0.2, 1.0, noise);
    expect_exact(chains, fmt::format("baoab b = {}", noise), chains.run().mean_of("mean_square"), exact, 0.0025);
    if (noise == 0.0) {
      EXPECT_NEAR(exact, 1.0, 1e-12);
      expect_exact(chains, "baoab momenta", chains.mean_of("kinetic_temperature"), 1.0 - 0.04 / 4.0, 0.0025);
    }
  }
}

/// At a step at which baoab and obabo could not be taken for each other.
TEST(SgmcmcGaussian, BaoabKeepsItsPositionsAtLargeSteps) {
  DeckChains chains(sgmcmc_text(ten, "name = baoab\nstep = 1\nfriction = 1",
                                many_chains + "burn_in = 200\nsteps = 10000\nkeep_every = 5"));
  expect_exact(chains, "baoab at 1", chains.run().mean_of("mean_square"), 1.0, 0.003);
  expect_exact(chains, "baoab at 1, momenta", chains.mean_of("kinetic_temperature"), 1.0 - 0.25, 0.003);
}

TEST(SgmcmcGaussian, ObaboIsExactInMomentum) {
  DeckChains chains(sgmcmc_text(ten, "name = obabo\nstep = 1\nfriction = 1",
                                many_chains + "burn_in = 200\nsteps = 10000\nkeep_every = 5"));
  expect_exact(chains, "obabo", chains.run().mean_of("mean_square"), 1.0 / (1.0 - 0.25), 0.003);
  expect_exact(chains, "obabo momenta", chains.mean_of("kinetic_temperature"), 1.0, 0.003);
}

TEST(SgmcmcGaussian, ColdChainsAreAsColdAsTheyAreAskedToBe) {
  DeckChains chains(sgmcmc_text(ten, "name = sgld\nstep = 0.1",
                                many_chains + "temperature = 0.1\nburn_in = 200\nsteps = 10000\nkeep_every = 10"));
  expect_exact(chains, "sgld at T = 0.1", chains.run().mean_of("mean_square"), 0.1 / (1.0 - 0.05), 0.0005);
}

/// What every sampler with noise of its own makes of T = 1/4.
TEST(SgmcmcGaussian, SamplersAreAsColdAsTheyAreAskedToBe) {
  const double cold = 0.25;
  const std::string chains_text = many_chains + "temperature = 0.25\nburn_in = 1000\nsteps = 20000\nkeep_every = 10";
  DeckChains scaled(sgmcmc_text(ten, "name = psgld\nstep = 0.05\nmemory = 0.9", chains_text));
  expect_exact(scaled, "psgld at T = 0.25", scaled_square(scaled.run(), 0.05, 1e-5), cold, 0.001);
  struct Row {
    std::string sampler;
    double noise, exact;
  };
  // sgnht: zeta (1 - epsilon zeta / 2) = A + epsilon b / 2T.
  const double zeta = (1.0 - std::sqrt(1.0 - 2.0 * 0.02 * (1.0 + 0.02 * 4.0 / (2.0 * cold)))) / 0.02;
  for (const Row& row : {Row{"name = sghmc\nstep = 0.2\nfriction = 1", 0.0, cold * 0.9 / (0.9 - 0.01)},
                         Row{"name = sgnht\nstep = 0.02\nnoise = 1", 4.0, cold * (1.0 - 0.01 * zeta)},
                         Row{"name = baoab\nstep = 0.5\nfriction = 1", 0.0, cold},
                         Row{"name = obabo\nstep = 1\nfriction = 1", 0.0, cold / (1.0 - 0.25)}}) {
    DeckChains chains(sgmcmc_text(fmt::format("{}gradient_noise = {}", ten, row.noise), row.sampler, chains_text));
    expect_exact(chains, row.sampler.substr(7, 5) + " at T = 0.25", chains.run().mean_of("mean_square"), row.exact,
                 0.0015);
  }
}

/// Momenta of sghmc are warmer than T by its step, and what is expected of them says so.
TEST(SgmcmcGaussian, SghmcHasTheKineticTemperatureThatIsExpected) {
  for (const double friction : {1.0, 4.0}) {
    DeckChains chains(sgmcmc_text(ten, fmt::format("name = sghmc\nstep = 0.05\nfriction = {}", friction),
                                  many_chains + "burn_in = 1000\nsteps = 10000\nkeep_every = 10"));
    const double expected = chains.plan().kinetic_temperature();
    EXPECT_NEAR(expected, friction == 1.0 ? 1.0256 : 1.1111, 1e-4);
    // With a stiffness of a there is a factor (1 - epsilon C / 2) / (1 - epsilon C / 2 - epsilon^2 a / 4), 1.0007 here.
    const double damping = 1.0 - 0.025 * friction;
    expect_exact(chains, fmt::format("sghmc momenta, C = {}", friction), chains.run().mean_of("kinetic_temperature"),
                 expected * damping / (damping - 0.0025 / 4.0), 0.004);
  }
}

}  // namespace
}  // namespace starling::sgmcmc::testing_support
