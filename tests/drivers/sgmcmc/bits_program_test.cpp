// Runs of the sgmcmc job have the same bits where chains diverge and where they are given more steps; what they say of chains that
// diverge, and of what fails.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

std::string sgmcmc_deck(const std::string& name) { return runs_of("sgmcmc").deck(name); }

/// A step at which the quartic wells throw out some chains, but not those that begin near their middle.
const Arguments some_diverge{
    "--sampler.name=sgld",       "--sampler.friction=",     "--sampler.steps=", "--sampler.step=0.2",
    "--target.gradient_noise=0", "--target.start_spread=3", "--chains.count=8", "--chains.temperature=0.01",
    "--chains.steps=400",        "--chains.burn_in=0"};

/// Stopped on 2 ranks in the middle of its work, on 3 a little later, and ended on 4.
TEST(SgmcmcBits, OfDivergedChainsPassThroughRestarts) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("sgmcmc");
  const JobRun short_run{"diverged", "quartic", 150, some_diverge};
  ASSERT_EQ(run(0, runs.arguments(short_run, "reference"), scratch.folder()).code, 0);
  const Outcome first = run(2, runs.arguments(short_run, "pieces", {at_once}), scratch.folder());
  ASSERT_EQ(first.code, stopped_code) << first.errors << first.output;
  const Outcome second = run(3, runs.arguments(short_run, "pieces", {"--restart", at_once}), scratch.folder());
  ASSERT_TRUE(second.code == stopped_code || second.code == 0) << second.errors;
  const Outcome last = run(4, runs.arguments(short_run, "pieces", {"--restart"}), scratch.folder());
  ASSERT_EQ(last.code, 0) << last.errors;
  EXPECT_EQ(runs.differences(scratch / "reference", scratch / "pieces"), "");
  const nlohmann::json diverged = summary_of(scratch / "reference").at("diagnostics").at("diverged");
  ASSERT_GT(diverged.size(), 0U);
  EXPECT_LE(diverged[0].at("unit").get<int>(), 150) << "before the first stop";
  EXPECT_EQ(summary_of(scratch / "pieces").at("diagnostics").at("diverged"), diverged);
}

TEST(SgmcmcBits, MoreStepsGoOnFromWhereTheChainsWere) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("sgmcmc");
  const JobRun& short_run = runs.named("svrg");
  ASSERT_EQ(run(0, runs.arguments(short_run, "reference"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, runs.arguments(short_run, "extended", {"--chains.steps=24"}), scratch.folder()).code, 0);
  const Outcome extended = run(2, runs.arguments(short_run, "extended", {"--restart"}), scratch.folder());
  ASSERT_EQ(extended.code, 0) << extended.errors;
  EXPECT_EQ(runs.differences(scratch / "reference", scratch / "extended"), "");
}

TEST(SgmcmcRuns, ChainsThatDivergeAreNamedAndTheOthersContinue) {
  const Scratch scratch;
  Arguments arguments{sgmcmc_deck("quartic"), "--output.directory=run"};
  arguments.insert(arguments.end(), some_diverge.begin(), some_diverge.end());
  const Outcome outcome = run(2, arguments, scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  const nlohmann::json diagnostics = summary_of(scratch / "run").at("diagnostics");
  const auto diverged = diagnostics.at("diverged").size();
  EXPECT_GT(diverged, 0U);
  EXPECT_LT(diverged, 8U);
  EXPECT_EQ(diagnostics.at("chains").get<std::size_t>(), 8U - diverged);
  EXPECT_FALSE(diagnostics.at("converged").get<bool>());
  EXPECT_NE(outcome.output.find("diverged by unit"), std::string::npos) << outcome.output;
}

TEST(SgmcmcRuns, EndWhereAllChainsHaveDiverged) {
  const Scratch scratch;
  const Outcome outcome =
      run(2, {sgmcmc_deck("gaussian"), "--sampler.step=5", "--output.directory=run"}, scratch.folder());
  EXPECT_EQ(outcome.code, 3);
  const auto lines = lines_of(outcome.errors, "starling:");
  ASSERT_EQ(lines.size(), 1U) << outcome.errors;
  EXPECT_NE(lines[0].find("all chains have diverged"), std::string::npos);
  EXPECT_NE(lines[0].find("sampler.step"), std::string::npos);
}

/// The hot rung leaves the wells; what the cold one then samples is no rung of a ladder.
TEST(SgmcmcRuns, LaddersThatLoseAMemberAreLeftOut) {
  const Scratch scratch;
  const Outcome outcome = run(
      2,
      {sgmcmc_deck("replica_exchange"), "--target.name=quartic", "--target.energy_noise=0", "--target.start_spread=0.3",
       "--sampler.energy_variance=0", "--sampler.step=0.1", "--sampler.temperatures=1 1000", "--chains.count=3",
       "--chains.burn_in=0", "--chains.steps=400", "--chains.keep_every=4", "--output.directory=run"},
      scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  const nlohmann::json diagnostics = summary_of(scratch / "run").at("diagnostics");
  EXPECT_EQ(diagnostics.at("chains").get<int>(), 0);
  EXPECT_FALSE(diagnostics.at("converged").get<bool>());
  EXPECT_NE(outcome.output.find("ladder 2 is left out: its member"), std::string::npos) << outcome.output;
}

/// Positions are finite, energies are not.
TEST(SgmcmcRuns, EnergiesThatAreNotFiniteAreDivergences) {
  const Scratch scratch;
  const Outcome outcome = run(0,
                              {sgmcmc_deck("gaussian"), "--target.precision=1e200", "--target.start_spread=1e60",
                               "--sampler.step=1e-210", "--chains.steps=100", "--output.directory=run"},
                              scratch.folder());
  EXPECT_EQ(outcome.code, 3) << outcome.errors << outcome.output;
  EXPECT_NE(outcome.errors.find("all chains have diverged"), std::string::npos) << outcome.errors;
}

TEST(SgmcmcRuns, SayWhatFails) {
  const Scratch scratch;
  const Outcome modes = run(0, {sgmcmc_deck("two_modes"), "--output.directory=modes"}, scratch.folder());
  ASSERT_EQ(modes.code, 0) << modes.errors;
  const nlohmann::json stuck = summary_of(scratch / "modes").at("diagnostics");
  EXPECT_FALSE(stuck.at("converged").get<bool>());
  EXPECT_GT(stuck.at("functions").at("x_0").at("r_hat").get<double>(), 1.5);
  EXPECT_NE(modes.output.find("x_0 has R-hat"), std::string::npos) << modes.output;
  const Outcome quick = run(0, {sgmcmc_deck("quick"), "--output.directory=quick"}, scratch.folder());
  ASSERT_EQ(quick.code, 0) << quick.errors;
  EXPECT_TRUE(summary_of(scratch / "quick").at("diagnostics").at("converged").get<bool>()) << quick.output;
  // Momenta that noisy gradients heat.
  const Outcome hot = run(0,
                          {sgmcmc_deck("gaussian"), "--sampler.name=baoab", "--sampler.friction=1",
                           "--chains.steps=2000", "--output.directory=hot"},
                          scratch.folder());
  ASSERT_EQ(hot.code, 0) << hot.errors;
  EXPECT_NE(hot.output.find("the kinetic temperature is 1."), std::string::npos) << hot.output;
  // 1 + epsilon b / (2 gamma T), to first order.
  const nlohmann::json found = summary_of(scratch / "hot").at("diagnostics").at("kinetic_temperature");
  EXPECT_NEAR(found.at("mean").get<double>(), 1.2, 0.03);
}

}  // namespace
}  // namespace starling::test
