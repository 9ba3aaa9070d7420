// Runs of the md job have the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/drivers/md_runs.hpp"

namespace starling::test {
namespace {

nlohmann::json summary_of(const fs::path& run) { return nlohmann::json::parse(read_file(run / "summary.json")); }

TEST(MdBits, DoNotDependOnRanksOrRestarts) {
  for (const MdRun& short_run : md_runs()) {
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    const Outcome first = run(2, short_run.arguments("pieces", {at_once}), scratch.folder());
    ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
    const Outcome second = run(3, short_run.arguments("pieces", {"--restart", at_once}), scratch.folder());
    ASSERT_TRUE(second.code == stopped_code || second.code == 0) << short_run.name << ": " << second.errors;
    const Outcome last = run(4, short_run.arguments("pieces", {"--restart"}), scratch.folder());
    ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
    EXPECT_EQ(md_differences(scratch / "reference", scratch / "pieces"), "") << short_run.name << " in pieces";
    const nlohmann::json runs = summary_of(scratch / "reference").at("runs");
    const auto lost = runs.at("blown_up").size();
    EXPECT_EQ(lost + runs.at("averaged").get<std::size_t>(), runs.at("all").get<std::size_t>());
    EXPECT_EQ(lost > 0, short_run.name == "blow-up") << runs.dump();
  }
}

TEST(MdBits, DoNotDependOnTheSkinAndDifferWithTheSeed) {
  const Scratch scratch;
  const MdRun& short_run = md_runs().front();
  ASSERT_EQ(run(0, short_run.arguments("one", {"--system.skin=0.1"}), scratch.folder()).code, 0);
  ASSERT_EQ(run(2, short_run.arguments("other", {"--system.skin=1.1"}), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, short_run.arguments("seed", {"--run.seed=2"}), scratch.folder()).code, 0);
  const auto table = [&](const char* name) { return read_file(scratch / name / "observables.csv"); };
  EXPECT_EQ(table("one"), table("other"));
  EXPECT_NE(table("one"), table("seed"));
}

TEST(MdRuns, EndWhereAllHaveBlownUp) {
  const Scratch scratch;
  const Outcome outcome =
      run(2, md_runs().front().arguments("run", {"--system.largest_displacement=0.05"}), scratch.folder());
  EXPECT_EQ(outcome.code, 3);
  const auto lines = lines_of(outcome.errors, "starling:");
  ASSERT_EQ(lines.size(), 1U) << outcome.errors;
  EXPECT_NE(lines[0].find("all runs have blown up"), std::string::npos);
  EXPECT_NE(outcome.output.find("8 of 8 runs blew up"), std::string::npos) << outcome.output;
}

TEST(MdRuns, SayWhatIsNoUncertaintyOfParameters) {
  const Scratch scratch;
  const Arguments changes{"--run.replicas=1", "--run.steps=300", "--run.equilibration=100"};
  const Outcome outcome = run(0, md_runs().front().arguments("run", changes), scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  const nlohmann::json all = summary_of(scratch / "run").at("uncertainty");
  EXPECT_GT(all.at("potential_energy").at("parameters").get<double>(), 0.01);
  const nlohmann::json found = all.at("first_peak");
  EXPECT_TRUE(found.at("parameters").is_null());
  EXPECT_NE(found.at("refused").get<std::string>().find("the finite length of runs makes"), std::string::npos);
  EXPECT_NE(outcome.output.find("refused as an uncertainty of parameters"), std::string::npos) << outcome.output;
}

}  // namespace
}  // namespace starling::test
