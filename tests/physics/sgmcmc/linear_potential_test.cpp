// A linear potential's posterior, which is Gaussian in the weights and one integral over the noise: chains of the job find it.
#include "engine/io/atomic_file.hpp"
#include "tests/engine/potentials/linear_posterior.hpp"
#include "tests/physics/sgmcmc/chains.hpp"

namespace starling::sgmcmc {
namespace {

using namespace testing_support;
using potentials::testing_support::exact_posterior;
using potentials::testing_support::LinearPosterior;

const std::string training_file = std::string(STARLING_SOURCE_DIR) + "/inputs/data/mw64_train.extxyz";
constexpr std::size_t snapshots = 4;

LinearPosterior exact_answer(double temperature) {
  const auto all = parse_extended_xyz(read_text_file(training_file), training_file);
  potentials::Potential potential;
  potential.elements = {"O"};
  potential.functions = potentials::mw24_functions(1);
  put_in_order(potential, "test");
  potential.statistics = statistics_of(potential, all, "test");
  const auto sums = potentials::testing_support::normal_equations(potential, {all.begin(), all.begin() + snapshots});
  return exact_posterior(sums, 0.1, temperature);
}

std::string linear_target() {
  return fmt::format("name = linear_potential\nfile = {}\nsnapshots = {}\nwhitened_noise = 0.022\ntest_forces = 1",
                     training_file, snapshots);
}

/// The mean of a function, and its mean square about the exact mean in units of variance_ratio times the exact variance.
void expect_moments(const DeckChains& chains, const std::string& name, double mean, double deviation,
                    double variance_ratio, double sharpness) {
  const auto& shown = chains.plan().shown();
  const auto at = std::find(shown.begin(), shown.end(), name) - shown.begin();
  const double variance = deviation * deviation * variance_ratio;
  expect_exact(chains, name, chains.mean_of(name), mean, sharpness * deviation);
  const Average square =
      chains.mean_of([=](const double* numbers) { return (numbers[at] - mean) * (numbers[at] - mean) / variance; });
  expect_exact(chains, name + " variance", square, 1.0, 2.0 * sharpness);
}

TEST(LinearPotential, BaoabFindsItsExactPosterior) {
  for (const double temperature : {1.0, 0.1}) {
    const std::string chains_text =
        fmt::format("count = 8\nburn_in = 60\nsteps = 800\nkeep_every = 2\ntemperature = {}", temperature);
    DeckChains chains(sgmcmc_text(linear_target(), "name = baoab\nstep = 0.5\nfriction = 1", chains_text));
    const LinearPosterior exact = exact_answer(temperature);
    chains.run();
    expect_moments(chains, "log_force_noise", exact.u, exact.u_deviation, 1.0, 0.06);
    expect_moments(chains, "first_weight", exact.weight, exact.weight_deviation, 1.0, 0.06);
  }
}

// In whitened parameters the curvature is 1, and where the model is right, so is the sum over items of the variance of their
// gradients; batches of half of the items, drawn without replacement, then have noise of variance b = N/n - 1 = 1.
TEST(LinearPotential, StochasticGradientsFindItWithinTheirBias) {
  constexpr double noise = 1.0;
  constexpr double step = 0.05;
  const LinearPosterior exact = exact_answer(1.0);
  const std::string chains_text = "count = 8\nburn_in = 300\nsteps = 3000\nkeep_every = 10\nbatch = 2";
  DeckChains sgld(sgmcmc_text(linear_target(), fmt::format("name = sgld\nstep = {}", step), chains_text));
  expect_moments(sgld.run(), "first_weight", exact.weight, exact.weight_deviation,
                 (1.0 + 0.5 * step * noise) / (1.0 - 0.5 * step), 0.1);
  // The thermostat takes up A + step b / 2, and leaves T (1 - step zeta / 2).
  const double friction = 1.0 + 0.5 * step * noise;
  DeckChains sgnht(sgmcmc_text(linear_target(), fmt::format("name = sgnht\nstep = {}\nnoise = 1", step), chains_text));
  expect_moments(sgnht.run(), "first_weight", exact.weight, exact.weight_deviation, 1.0 - 0.5 * step * friction, 0.1);
}

}  // namespace
}  // namespace starling::sgmcmc
