// The bits of short runs of the walk job, by their hashes in tests/golden: the same from every compiler and instruction set.
//
// Where a change of the job is meant to change them, STARLING_WRITE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include "tests/drivers/recorded_hashes.hpp"
#include "tests/drivers/walk_runs.hpp"

namespace starling::test {
namespace {

TEST(WalkGolden, ShortRunsHaveTheirHashes) {
  std::string lines;
  for (const WalkRun& short_run : walk_runs()) {
    const Scratch scratch;
    const Outcome outcome = run(0, short_run.arguments("run"), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << short_run.name << ": " << outcome.errors;
    for (const auto& [name, bytes] : walk_fingerprint(scratch / "run")) {
      if (name == "summary.json" || name.ends_with(".h5/state") || name.starts_with("particles/")) continue;
      lines += hash_line(short_run.name, name, bytes);
    }
  }
  expect_recorded("walk.txt", "short runs", "walk_golden_program_test.cpp", lines);
}

}  // namespace
}  // namespace starling::test
