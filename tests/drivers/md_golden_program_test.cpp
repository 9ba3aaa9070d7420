// The bits of short runs of the md job, by their hashes in tests/golden: the same from every compiler and instruction set.
//
// Where a change is meant to change them, STARLING_WRITE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include "tests/drivers/md_runs.hpp"
#include "tests/drivers/recorded_hashes.hpp"

namespace starling::test {
namespace {

TEST(MdGolden, ShortRunsHaveTheirHashes) {
  std::string lines;
  for (const MdRun& short_run : md_runs()) {
    const Scratch scratch;
    const Outcome outcome = run(0, short_run.arguments("run"), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << short_run.name << ": " << outcome.errors;
    for (const auto& [name, bytes] : md_fingerprint(scratch / "run")) {
      if (name == "summary.json" || name.ends_with(".h5/state")) continue;
      lines += hash_line(short_run.name, name, bytes);
    }
  }
  expect_recorded("md.txt", "short runs", "md_golden_program_test.cpp", lines);
}

}  // namespace
}  // namespace starling::test
