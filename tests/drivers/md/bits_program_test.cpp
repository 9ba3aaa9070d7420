// Runs of the md job have the same bits however a box is cut, with any skin and on any number of threads; what they say of members
// that blew up, and of the uncertainty of parameters.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

/// Members that blow up are counted and left out of the averages.
void expect_counted(const fs::path& run, bool blows_up) {
  const nlohmann::json runs = summary_of(run).at("runs");
  const auto lost = runs.at("blown_up").size();
  EXPECT_EQ(lost + runs.at("averaged").get<std::size_t>(), runs.at("all").get<std::size_t>());
  EXPECT_EQ(lost > 0, blows_up) << runs.dump();
}

TEST(MdBits, DoNotDependOnTheCutsOfABoxAndCountWhatBlewUp) {
  const JobRuns& runs = runs_of("md");
  for (const JobRun& short_run : runs.runs) {
    const Scratch scratch;
    const Outcome reference = run(0, runs.arguments(short_run, "reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    expect_counted(scratch / "reference", short_run.name.ends_with("blow-up"));
    if (!short_run.name.starts_with("n2p2")) continue;
    const Outcome cut = run(4, runs.arguments(short_run, "cut"), scratch.folder());
    ASSERT_EQ(cut.code, 0) << short_run.name << ": " << cut.errors;
    EXPECT_EQ(runs.differences(scratch / "reference", scratch / "cut"), "") << short_run.name << " in parts of its box";
  }
}

TEST(MdBits, DoNotDependOnTheSkin) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("md");
  // Of one member, so that its box is cut.
  const JobRun& short_run = runs.named("n2p2");
  ASSERT_EQ(run(0, runs.arguments(short_run, "one", {"--system.skin=0.02"}), scratch.folder()).code, 0);
  ASSERT_EQ(run(2, runs.arguments(short_run, "other", {"--system.skin=0.2"}), scratch.folder()).code, 0);
  ASSERT_EQ(run(4, runs.arguments(short_run, "found", {"--system.skin="}), scratch.folder()).code, 0);
  const auto frames = [&](const char* name) { return read_file(scratch / name / "trajectory.extxyz"); };
  EXPECT_EQ(frames("one"), frames("other"));
  EXPECT_EQ(frames("one"), frames("found"));
}

TEST(MdBits, DoNotDependOnThreads) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("md");
  const char* const before = std::getenv("OMP_NUM_THREADS");
  const std::string restored = before == nullptr ? "" : before;
  for (const char* const threads : {"1", "3"}) {
    setenv("OMP_NUM_THREADS", threads, 1);
    ASSERT_EQ(run(0, runs.arguments(runs.named("n2p2"), threads), scratch.folder()).code, 0);
  }
  if (restored.empty()) unsetenv("OMP_NUM_THREADS");
  if (!restored.empty()) setenv("OMP_NUM_THREADS", restored.c_str(), 1);
  EXPECT_EQ(runs.differences(scratch / "1", scratch / "3"), "");
}

TEST(MdRuns, EndWhereAllHaveBlownUp) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("md");
  const Arguments changes{"--system.largest_displacement=0.05"};
  const Outcome outcome = run(2, runs.arguments(runs.runs.front(), "run", changes), scratch.folder());
  EXPECT_EQ(outcome.code, 3);
  const auto lines = lines_of(outcome.errors, "starling:");
  ASSERT_EQ(lines.size(), 1U) << outcome.errors;
  EXPECT_NE(lines[0].find("all runs have blown up"), std::string::npos);
  EXPECT_NE(outcome.output.find("8 of 8 runs blew up"), std::string::npos) << outcome.output;
}

TEST(MdRuns, SayWhatIsNoUncertaintyOfParameters) {
  const Scratch scratch;
  const JobRuns& runs = runs_of("md");
  const Arguments changes{"--run.replicas=1", "--run.steps=300", "--run.equilibration=100"};
  const Outcome outcome = run(0, runs.arguments(runs.runs.front(), "run", changes), scratch.folder());
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
