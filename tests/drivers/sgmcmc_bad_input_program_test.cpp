// Bad decks of the sgmcmc job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/refusals.hpp"
#include "tests/drivers/sgmcmc_runs.hpp"

namespace starling::test {
namespace {

TEST(SgmcmcBadInput, DecksAndCombinations) {
  const Scratch scratch;
  expect_refused(
      {
          {"unknown target", "gaussian", {"--target.name=gausian"}, {"no such target", "gaussian"}},
          {"unknown sampler", "gaussian", {"--sampler.name=sgdl"}, {"no such sampler", "sgld"}},
          {"another sampler's key", "gaussian", {"--sampler.friction=1"}, {"does nothing with sampler.name = sgld"}},
          {"nobody's key", "gaussian", {"--sampler.stp=1"}, {"no such key", "sampler.step"}},
          {"no target", "gaussian", {"--target.name="}, {"target"}},
          {"no step", "gaussian", {"--sampler.step=0"}, {"sampler.step", "greater than 0"}},
          {"step backwards", "gaussian", {"--sampler.step=-0.1"}, {"sampler.step", "greater than 0"}},
          {"no temperature", "gaussian", {"--chains.temperature=0"}, {"chains.temperature", "greater than 0"}},
          {"negative temperature", "gaussian", {"--chains.temperature=-1"}, {"chains.temperature", "greater than 0"}},
          {"no chains", "gaussian", {"--chains.count=0"}, {"chains.count", "at least 1"}},
          {"half a chain", "gaussian", {"--chains.count=1.5"}, {"chains.count", "whole"}},
          {"nothing kept", "gaussian", {"--chains.keep_every=1e6"}, {"chains.keep_every", "nothing would be kept"}},
          {"no steps", "gaussian", {"--chains.steps="}, {"chains.steps"}},
          {"batches of nothing", "gaussian", {"--chains.batch=10"}, {"chains.batch", "has no data"}},
          {"batches of too much", "svrg", {"--chains.batch=101"}, {"chains.batch", "more than the 100 data"}},
          {"batches of too much for one chain",
           "svrg",
           {"--chains.batch=101", "--chains.count=1"},
           {"chains.batch", "more than the 100 data"}},
          {"shared batches of all data",
           "svrg",
           {"--chains.batch=100", "--chains.shared_batches=true"},
           {"chains.shared_batches", "does nothing"}},
          {"batches for hmc",
           "svrg",
           {"--sampler.name=hmc", "--sampler.anchor_every="},
           {"chains.batch", "does nothing with sampler.name = hmc"}},
          {"noisy gradients for hmc",
           "quartic",
           {"--sampler.name=hmc", "--sampler.friction="},
           {"target.gradient_noise", "does nothing with sampler.name = hmc"}},
          {"noisy energies that nobody takes",
           "two_modes",
           {"--target.energy_noise=2"},
           {"target.energy_noise", "only exchanges"}},
          {"a rate of no warm start",
           "gaussian",
           {"--chains.warm_start_rate=0.1"},
           {"chains.warm_start_rate", "does nothing without chains.warm_start"}},
          {"an offset of no decay",
           "gaussian",
           {"--sampler.offset=5"},
           {"sampler.offset", "does nothing without sampler.decay"}},
          {"scales of one gradient",
           "gaussian",
           {"--sampler.name=psgld", "--chains.burn_in=0"},
           {"chains.burn_in", "single gradient"}},
          {"a temperature of minima", "ensemble", {"--chains.temperature=2"}, {"chains.temperature", "draws nothing"}},
          {"R-hat of minima", "ensemble", {"--diagnostics.r_hat=1.1"}, {"diagnostics.r_hat", "draws nothing"}},
          {"draws of minima",
           "ensemble",
           {"--diagnostics.effective_draws=9"},
           {"diagnostics.effective_draws", "draws nothing"}},
          {"cycles too long for a draw",
           "gaussian",
           {"--sampler.name=cyclical", "--sampler.cycle=30000", "--chains.keep_every=1"},
           {"chains.keep_every", "nothing would be kept"}},
          {"shared full batches",
           "gaussian",
           {"--chains.shared_batches=true"},
           {"chains.shared_batches", "does nothing"}},
          {"decay without a burn-in",
           "gaussian",
           {"--sampler.decay=0.3", "--chains.burn_in=0"},
           {"sampler.decay", "burn_in"}},
          {"no dimension", "gaussian", {"--target.dimension=0"}, {"target.dimension", "at least 1"}},
          {"a matrix of the wrong size", "quick", {"--target.precision=1 2 3"}, {"target.precision", "1 number"}},
          {"a matrix that is not symmetric", "quick", {"--target.precision=1 0.2 0.1 1"}, {"symmetric"}},
          {"no precision matrix", "quick", {"--target.precision=1 2 2 1"}, {"target.precision", "positive definite"}},
          {"noise of negative variance", "gaussian", {"--target.gradient_noise=-1"}, {"gradient_noise", "at least 0"}},
          {"a weight of one", "two_modes", {"--target.weight=1"}, {"target.weight", "less than 1"}},
          {"more parts than data",
           "svrg",
           {"--target.items=1", "--chains.batch=0"},
           {"target.precisions", "more numbers"}},
          {"a single rung", "replica_exchange", {"--sampler.temperatures=1"}, {"sampler.temperatures", "at least two"}},
          {"a ladder without the wanted rung",
           "replica_exchange",
           {"--sampler.temperatures=2 3"},
           {"must begin with 1"}},
          {"a ladder that falls", "replica_exchange", {"--sampler.temperatures=1 3 2"}, {"must rise"}},
          {"a frozen rung", "replica_exchange", {"--sampler.temperatures=0 1"}, {"temperatures", "greater than 0"}},
          {"no exchanges", "replica_exchange", {"--sampler.swap_every=0"}, {"swap_every", "at least 1"}},
          {"more noise than friction",
           "quick",
           {"--sampler.name=sghmc", "--sampler.noise_estimate=2"},
           {"sampler.noise_estimate", "more than sampler.friction"}},
          {"cycles without a fifth",
           "gaussian",
           {"--sampler.name=cyclical", "--sampler.cycle=4"},
           {"sampler.cycle", "at least 5"}},
          {"no steps of a proposal", "quartic", {"--sampler.steps=0"}, {"sampler.steps", "at least 1"}},
          {"scales without memory",
           "gaussian",
           {"--sampler.name=psgld", "--sampler.memory=1"},
           {"sampler.memory", "less than 1"}},
          {"a potential without data", "mw", {"--target.file="}, {"target.file"}},
          {"no hidden layer's width", "mw", {"--target.hidden=16 2.5"}, {"target.hidden", "2.5 is not a whole number"}},
          {"a hidden layer of nothing", "mw", {"--target.hidden=0"}, {"target.hidden", "at least 1"}},
          {"ten hidden layers", "mw", {"--target.hidden=1 2 3 4 5 6 7 8 9 10"}, {"target.hidden", "1 to 8"}},
          {"an activation with a corner", "mw", {"--target.activation=relu"}, {"target.activation", "tanh"}},
          {"half a repulsion", "mw", {"--target.repulsion_strength=1"}, {"a range and a cutoff"}},
          {"two cutoff functions",
           "mw",
           {"--target.cutoff=cosine", "--target.functions_file=input.nn"},
           {"target.cutoff", "does nothing"}},
          {"no noise", "mw", {"--target.noise_mean=0"}, {"target.noise_mean", "greater than 0"}},
          {"storage in half precision", "mw", {"--target.storage=f16"}, {"target.storage", "recompute"}},
          {"a linear potential with a network", "mw_linear", {"--target.hidden=4"}, {"only with potential"}},
          {"whitened energies",
           "mw_linear",
           {"--target.energy_noise_mean=1"},
           {"target.whitened_noise", "the only labels"}},
          {"a start beside the whitened one",
           "mw_linear",
           {"--target.start_noise=1"},
           {"target.start_noise", "does nothing"}},
          {"a median without a spread", "mw", {"--target.noise_median=0.1"}, {"target.noise_median", "both or none"}},
          {"two priors of the noise",
           "mw",
           {"--target.noise_median=0.1", "--target.noise_spread=1", "--target.noise_mean=0.2"},
           {"target.noise_mean", "does nothing"}},
          {"two sources of test data", "mw", {"--target.held_out=5"}, {"target.held_out", "does nothing"}},
          {"no test snapshots", "mw", {"--target.test_snapshots=0"}, {"target.test_snapshots", "at least 1"}},
          {"ranks of 20 draws",
           "calibration",
           {"--chains.steps=30000"},
           {"chains.steps", "leaves 20 draws", "as with 19"}},
          {"a calibration that begins elsewhere", "calibration", {"--chains.warm_start=5"}, {"chains.warm_start"}},
          {"R-hat of replicates", "calibration", {"--diagnostics.r_hat=1.1"}, {"diagnostics.r_hat", "share no law"}},
          {"a calibration of minima",
           "calibration",
           {"--sampler.name=adam", "--sampler.friction="},
           {"sampler.name", "draws nothing"}},
          {"labels of a teacher", "calibration", {"--target.label_noise=1"}, {"label_noise", "only with"}},
          {"a threshold of R-hat below 1",
           "gaussian",
           {"--diagnostics.r_hat=1"},
           {"diagnostics.r_hat", "greater than 1"}},
      },
      scratch, &sgmcmc_deck);
}

TEST(SgmcmcBadInput, RestartsOfOtherRuns) {
  const Scratch scratch;
  const Arguments brief{sgmcmc_deck("svrg"),     "--chains.burn_in=5",    "--chains.steps=20",
                        "--chains.warm_start=5", "--chains.keep_every=5", "--output.directory=run"};
  ASSERT_EQ(run(0, brief, scratch.folder()).code, 0);
  const auto restarted = [&](Arguments more) {
    Arguments all = brief;
    all.emplace_back("--restart");
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  expect_refused("another seed", restarted({"--run.seed=2"}), scratch, bad_input, {"run.seed"});
  expect_refused("another step", restarted({"--sampler.step=1e-4"}), scratch, bad_input, {"sampler.step"});
  expect_refused("another sampler", restarted({"--sampler.name=sgld", "--sampler.anchor_every="}), scratch, bad_input,
                 {"sampler.name", "written with"});
  expect_refused("other data", restarted({"--target.items=120"}), scratch, bad_input, {"target.items"});
  expect_refused("fewer steps", restarted({"--chains.steps=10"}), scratch, bad_input, {"chains.steps", "already"});
  expect_refused("more chains", restarted({"--chains.count=17"}), scratch, bad_input, {"chains.count"});
}

}  // namespace
}  // namespace starling::test
