// Every sampler gives the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/drivers/sgmcmc_runs.hpp"

namespace starling::test {
namespace {

/// Stopped on 2 ranks in the middle of its work, on 3 a little later, and ended on 4: more than there are chains.
void run_in_pieces(const SgmcmcRun& short_run, const Scratch& scratch) {
  const Outcome first = run(2, short_run.arguments("pieces", {at_once}), scratch.folder());
  ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
  const Outcome second = run(3, short_run.arguments("pieces", {"--restart", at_once}), scratch.folder());
  ASSERT_TRUE(second.code == stopped_code || second.code == 0) << short_run.name << ": " << second.errors;
  const Outcome last = run(4, short_run.arguments("pieces", {"--restart"}), scratch.folder());
  ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
}

TEST(SgmcmcBits, DoNotDependOnRanksOrRestarts) {
  for (const SgmcmcRun& short_run : sgmcmc_runs()) {
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    run_in_pieces(short_run, scratch);
    EXPECT_EQ(sgmcmc_differences(scratch / "reference", scratch / "pieces"), "") << short_run.name << " in pieces";
  }
}

/// A step at which the quartic wells throw out some chains, but not those that begin near their middle.
const Arguments some_diverge{
    "--sampler.name=sgld",       "--sampler.friction=",     "--sampler.steps=", "--sampler.step=0.2",
    "--target.gradient_noise=0", "--target.start_spread=3", "--chains.count=8", "--chains.temperature=0.01",
    "--chains.steps=400",        "--chains.burn_in=0"};

TEST(SgmcmcBits, OfDivergedChainsPassThroughRestarts) {
  const Scratch scratch;
  const SgmcmcRun short_run{"diverged", "quartic", 150, some_diverge};
  ASSERT_EQ(run(0, short_run.arguments("reference"), scratch.folder()).code, 0);
  run_in_pieces(short_run, scratch);
  EXPECT_EQ(sgmcmc_differences(scratch / "reference", scratch / "pieces"), "");
  const nlohmann::json diverged = summary_of(scratch / "reference").at("diagnostics").at("diverged");
  ASSERT_GT(diverged.size(), 0U);
  EXPECT_LE(diverged[0].at("unit").get<int>(), 150) << "before the first stop";
  EXPECT_EQ(summary_of(scratch / "pieces").at("diagnostics").at("diverged"), diverged);
}

const SgmcmcRun& run_named(const std::string& name) {
  return *std::find_if(sgmcmc_runs().begin(), sgmcmc_runs().end(), [&](const auto& one) { return one.name == name; });
}

TEST(SgmcmcBits, DifferWithTheSeedAndTheChain) {
  const Scratch scratch;
  const SgmcmcRun& short_run = run_named("baoab");
  ASSERT_EQ(run(0, short_run.arguments("one"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, short_run.arguments("other", {"--run.seed=2"}), scratch.folder()).code, 0);
  const std::string differences = sgmcmc_differences(scratch / "one", scratch / "other");
  EXPECT_NE(differences.find("draws.csv"), std::string::npos) << differences;
}

TEST(SgmcmcBits, MoreStepsGoOnFromWhereTheChainsWere) {
  const Scratch scratch;
  const SgmcmcRun& short_run = run_named("svrg");
  ASSERT_EQ(run(0, short_run.arguments("reference"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, short_run.arguments("extended", {"--chains.steps=24"}), scratch.folder()).code, 0);
  const Outcome extended = run(2, short_run.arguments("extended", {"--restart"}), scratch.folder());
  ASSERT_EQ(extended.code, 0) << extended.errors;
  EXPECT_EQ(sgmcmc_differences(scratch / "reference", scratch / "extended"), "");
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
