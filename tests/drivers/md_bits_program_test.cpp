// Runs of the md job have the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/drivers/md_runs.hpp"

namespace starling::test {
namespace {

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
    EXPECT_EQ(lost > 0, short_run.name.ends_with("blow-up")) << runs.dump();
    if (!short_run.name.starts_with("n2p2")) continue;
    const Outcome cut = run(4, short_run.arguments("cut"), scratch.folder());
    ASSERT_EQ(cut.code, 0) << short_run.name << ": " << cut.errors;
    EXPECT_EQ(md_differences(scratch / "reference", scratch / "cut"), "") << short_run.name << " in parts of its box";
  }
}

TEST(MdBits, DoNotDependOnTheSkinAndDifferWithTheSeed) {
  const Scratch scratch;
  // Of one member, so that its box is cut.
  const MdRun& short_run = md_run("n2p2");
  ASSERT_EQ(run(0, short_run.arguments("one", {"--system.skin=0.02"}), scratch.folder()).code, 0);
  ASSERT_EQ(run(2, short_run.arguments("other", {"--system.skin=0.2"}), scratch.folder()).code, 0);
  ASSERT_EQ(run(4, short_run.arguments("found", {"--system.skin="}), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, short_run.arguments("seed", {"--run.seed=2"}), scratch.folder()).code, 0);
  const auto frames = [&](const char* name) { return read_file(scratch / name / "trajectory.extxyz"); };
  EXPECT_EQ(frames("one"), frames("other"));
  EXPECT_EQ(frames("one"), frames("found"));
  EXPECT_NE(frames("one"), frames("seed"));
}

TEST(MdBits, DoNotDependOnThreads) {
  const Scratch scratch;
  const char* const before = std::getenv("OMP_NUM_THREADS");
  const std::string restored = before == nullptr ? "" : before;
  for (const char* const threads : {"1", "3"}) {
    setenv("OMP_NUM_THREADS", threads, 1);
    ASSERT_EQ(run(0, md_run("n2p2").arguments(threads), scratch.folder()).code, 0);
  }
  if (restored.empty()) unsetenv("OMP_NUM_THREADS");
  if (!restored.empty()) setenv("OMP_NUM_THREADS", restored.c_str(), 1);
  EXPECT_EQ(md_differences(scratch / "1", scratch / "3"), "");
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
  // Twenty observations are not 48 of the length over which they are correlated.
  for (const char* name : {"potential_energy", "pressure", "first_peak"}) {
    const nlohmann::json found = all.at(name);
    EXPECT_TRUE(found.at("parameters").is_null()) << found.dump();
    EXPECT_NE(found.at("refused").get<std::string>().find("too short to know their own errors"), std::string::npos);
  }
  // All but those up to 2.1 Angstrom, where there is nobody.
  EXPECT_EQ(all.at("radial_distribution").at("refused_bins"), all.at("radial_distribution").at("bins").get<int>() - 7);
  EXPECT_NE(outcome.output.find("refused as an uncertainty of parameters"), std::string::npos) << outcome.output;
}

}  // namespace
}  // namespace starling::test
