// Every method gives the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/drivers/smc_runs.hpp"

namespace starling::test {
namespace {

/// Stopped on 2 ranks in the middle of its work, on 3 a little later, and ended on 4.
void run_in_pieces(const SmcRun& short_run, const Scratch& scratch) {
  const Outcome first = run(2, short_run.arguments("pieces", {at_once}), scratch.folder());
  ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
  const Outcome second = run(3, short_run.arguments("pieces", {"--restart", at_once}), scratch.folder());
  ASSERT_EQ(second.code, stopped_code) << short_run.name << ": " << second.errors << second.output;
  const Outcome last = run(4, short_run.arguments("pieces", {"--restart"}), scratch.folder());
  ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
}

TEST(SmcBits, DoNotDependOnRanksOrRestarts) {
  for (const SmcRun& short_run : smc_runs()) {
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    run_in_pieces(short_run, scratch);
    EXPECT_EQ(smc_differences(scratch / "reference", scratch / "pieces"), "") << short_run.name << " in pieces";
  }
}

/// More ranks than replicas, and groups of unequal size.
TEST(SmcBits, DoNotDependOnManyRanks) {
  for (const SmcRun& short_run : smc_runs()) {
    if (short_run.deck != "stochastic_volatility" && short_run.deck != "paris_gibbs") continue;
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    const Outcome many = run(8, short_run.arguments("many"), scratch.folder());
    ASSERT_EQ(many.code, 0) << short_run.name << " on 8: " << many.errors;
    EXPECT_EQ(smc_differences(scratch / "reference", scratch / "many"), "") << short_run.name << " on 8";
  }
}

TEST(SmcBits, DifferWithTheSeedAndTheReplica) {
  const Scratch scratch;
  const SmcRun& short_run = smc_runs().front();
  ASSERT_EQ(run(0, short_run.arguments("one"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, short_run.arguments("other", {"--run.seed=2"}), scratch.folder()).code, 0);
  const std::string differences = smc_differences(scratch / "one", scratch / "other");
  EXPECT_NE(differences.find("filter.csv"), std::string::npos) << differences;
  const auto datasets = datasets_of(scratch / "one" / "particles" / "000000000010.h5");
  ASSERT_TRUE(datasets.contains("replica_0/state"));
  EXPECT_NE(datasets.at("replica_0/state"), datasets.at("replica_1/state"));
}

TEST(SmcBits, MoreSweepsGoOnFromWhereTheChainsWere) {
  const Scratch scratch;
  const SmcRun& gibbs =
      *std::find_if(smc_runs().begin(), smc_runs().end(), [](const SmcRun& one) { return one.deck == "paris_gibbs"; });
  ASSERT_EQ(run(0, gibbs.arguments("reference"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, gibbs.arguments("extended", {"--method.sweeps=3"}), scratch.folder()).code, 0);
  const Outcome extended = run(2, gibbs.arguments("extended", {"--restart"}), scratch.folder());
  ASSERT_EQ(extended.code, 0) << extended.errors;
  EXPECT_EQ(smc_differences(scratch / "reference", scratch / "extended"), "");
}

/// A run long enough to be interrupted.
TEST(SmcFaults, SignalledRunsGoOn) {
  const Scratch scratch;
  const auto arguments = [](const std::string& directory, const Arguments& more = {}) {
    Arguments all{smc_deck("stochastic_volatility"),
                  "--output.directory=" + directory,
                  "--data.file=",
                  "--data.column=",
                  "--data.simulate=6000",
                  "--ensemble.replicas=2",
                  "--method.particles=2000",
                  "--output.checkpoint_every=200",
                  "--output.observe_every=0",
                  "--output.quantiles="};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const auto reach = [](Program& program, const fs::path& table, std::uintmax_t bytes) {
    std::error_code absent;
    for (int tries = 0; tries < 10000 && !program.ended(); ++tries) {
      if (fs::exists(table, absent) && fs::file_size(table, absent) > bytes) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  };
  ASSERT_EQ(run(0, arguments("undisturbed"), scratch.folder()).code, 0);
  const fs::path table = scratch / "run" / "filter.csv";
  {
    Program program(2, arguments("run"), scratch.folder());
    ASSERT_TRUE(reach(program, table, 60000)) << program.wait(1).errors;
    program.signal(SIGUSR1);
    const Outcome outcome = program.wait();
    EXPECT_EQ(outcome.code, stopped_code) << outcome.errors;
    EXPECT_NE(outcome.output.find("--restart"), std::string::npos) << outcome.output;
  }
  const Outcome finished = run(3, arguments("run", {"--restart"}), scratch.folder());
  ASSERT_EQ(finished.code, 0) << finished.errors;
  EXPECT_EQ(smc_differences(scratch / "undisturbed", scratch / "run"), "");
}

}  // namespace
}  // namespace starling::test
