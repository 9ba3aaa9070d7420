// Jobs give the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

class JobsBits : public ::testing::TestWithParam<JobRuns> {};

TEST_P(JobsBits, DoNotDependOnRanksOrRestarts) {
  const JobRuns& runs = GetParam();
  for (const ShortRun& short_run : runs.runs) {
    const Scratch scratch;
    const Outcome reference = run(0, runs.arguments(short_run, "reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    const Outcome first = run(3, runs.arguments(short_run, "pieces", {at_once}), scratch.folder());
    ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
    const Outcome last = run(5, runs.arguments(short_run, "pieces", {"--restart"}), scratch.folder());
    ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
    EXPECT_EQ(different_runs(runs.fingerprint(scratch / "reference"), runs.fingerprint(scratch / "pieces"),
                             runs.tables.front()),
              "")
        << short_run.name << " in pieces";
  }
}

TEST_P(JobsBits, DifferWithTheSeed) {
  const JobRuns& runs = GetParam();
  const Scratch scratch;
  const ShortRun& short_run = runs.runs.front();
  ASSERT_EQ(run(0, runs.arguments(short_run, "one"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, runs.arguments(short_run, "other", {"--run.seed=2"}), scratch.folder()).code, 0);
  EXPECT_NE(read_file(scratch / "one" / runs.tables.front()), read_file(scratch / "other" / runs.tables.front()));
}

INSTANTIATE_TEST_SUITE_P(All, JobsBits, ::testing::ValuesIn(job_runs()),
                         [](const auto& tested) { return tested.param.job; });

}  // namespace
}  // namespace starling::test
