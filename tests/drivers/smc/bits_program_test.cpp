// Runs of the smc job have the same bits on more ranks than replicas, when they are given more sweeps, and after a signal.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

/// More ranks than replicas, and groups of unequal size.
TEST(SmcBits, DoNotDependOnManyRanks) {
  const JobRuns& runs = runs_of("smc");
  for (const JobRun& short_run : runs.runs) {
    if (short_run.deck != "stochastic_volatility" && short_run.deck != "paris_gibbs") continue;
    const Scratch scratch;
    const Outcome reference = run(0, runs.arguments(short_run, "reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    const Outcome many = run(8, runs.arguments(short_run, "many"), scratch.folder());
    ASSERT_EQ(many.code, 0) << short_run.name << " on 8: " << many.errors;
    EXPECT_EQ(runs.differences(scratch / "reference", scratch / "many"), "") << short_run.name << " on 8";
  }
}

TEST(SmcBits, DifferWithTheReplica) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("smc");
  ASSERT_EQ(run(0, runs.arguments(runs.runs.front(), "one"), scratch.folder()).code, 0);
  const auto datasets = datasets_of(scratch / "one" / "particles" / "000000000010.h5");
  ASSERT_TRUE(datasets.contains("replica_0/state"));
  EXPECT_NE(datasets.at("replica_0/state"), datasets.at("replica_1/state"));
}

TEST(SmcBits, MoreSweepsGoOnFromWhereTheChainsWere) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("smc");
  const JobRun& gibbs = runs.named("paris_gibbs-chains");
  ASSERT_EQ(run(0, runs.arguments(gibbs, "reference"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, runs.arguments(gibbs, "extended", {"--method.sweeps=3"}), scratch.folder()).code, 0);
  const Outcome extended = run(2, runs.arguments(gibbs, "extended", {"--restart"}), scratch.folder());
  ASSERT_EQ(extended.code, 0) << extended.errors;
  EXPECT_EQ(runs.differences(scratch / "reference", scratch / "extended"), "");
}

/// A run long enough to be interrupted.
TEST(SmcFaults, SignalledRunsGoOn) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("smc");
  const auto arguments = [&](const std::string& directory, const Arguments& more = {}) {
    Arguments all{runs.deck("stochastic_volatility"),
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
  EXPECT_EQ(runs.differences(scratch / "undisturbed", scratch / "run"), "");
}

}  // namespace
}  // namespace starling::test
