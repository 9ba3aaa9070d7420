// The bits of short runs of the jobs, by their hashes in tests/golden: the same from every compiler and instruction set.
//
// Where a change of a job is meant to change them, STARLING_WRITE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/recorded_hashes.hpp"

namespace starling::test {
namespace {

class JobsGolden : public ::testing::TestWithParam<JobRuns> {};

TEST_P(JobsGolden, ShortRunsHaveTheirHashes) {
  const JobRuns& runs = GetParam();
  std::string lines;
  for (const JobRun& short_run : runs.runs) {
    const Scratch scratch;
    const Outcome outcome = run(0, runs.arguments(short_run, "run"), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << short_run.name << ": " << outcome.errors;
    for (const auto& [name, bytes] : runs.fingerprint(scratch / "run")) {
      const bool snapshot = !runs.folder.empty() && name.starts_with(runs.folder + "/");
      if (snapshot || name == "summary.json" || name.ends_with(".h5/state")) continue;
      lines += hash_line(short_run.name, name, bytes);
    }
  }
  expect_recorded(runs.job + ".txt", "short runs", "jobs_golden_program_test.cpp", lines);
}

INSTANTIATE_TEST_SUITE_P(All, JobsGolden, ::testing::ValuesIn(job_runs()),
                         [](const auto& tested) { return tested.param.job; });

}  // namespace
}  // namespace starling::test
