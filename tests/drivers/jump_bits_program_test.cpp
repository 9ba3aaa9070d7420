// The jump job gives the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include "tests/drivers/jump_runs.hpp"

namespace starling::test {
namespace {

TEST(JumpBits, DoNotDependOnRanksOrRestarts) {
  for (const JumpRun& short_run : jump_runs()) {
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    if (short_run.name == "likelihood") continue;  // of one unit, which cannot be stopped in the middle
    const Outcome first = run(5, short_run.arguments("pieces", {at_once}), scratch.folder());
    ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
    const Outcome last = run(3, short_run.arguments("pieces", {"--restart"}), scratch.folder());
    ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
    EXPECT_EQ(
        different_runs(jump_fingerprint(scratch / "reference"), jump_fingerprint(scratch / "pieces"), "jumps.csv"), "")
        << short_run.name << " in pieces";
  }
}

TEST(JumpBits, DifferWithTheSeed) {
  const Scratch scratch;
  for (const std::size_t which : {0u, 3u, 4u}) {
    const JumpRun& short_run = jump_runs()[which];
    ASSERT_EQ(run(0, short_run.arguments("one", {"--overwrite"}), scratch.folder()).code, 0);
    ASSERT_EQ(run(0, short_run.arguments("other", {"--overwrite", "--run.seed=2"}), scratch.folder()).code, 0);
    EXPECT_NE(read_file(scratch / "one" / "jumps.csv"), read_file(scratch / "other" / "jumps.csv")) << short_run.name;
  }
}

}  // namespace
}  // namespace starling::test
