// The diffusion job gives the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include "tests/drivers/diffusion_runs.hpp"

namespace starling::test {
namespace {

TEST(DiffusionBits, DoNotDependOnRanksOrRestarts) {
  for (const DiffusionRun& short_run : diffusion_runs()) {
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    const Outcome first = run(2, short_run.arguments("pieces", {at_once}), scratch.folder());
    ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
    const Outcome last = run(4, short_run.arguments("pieces", {"--restart"}), scratch.folder());
    ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
    EXPECT_EQ(different_runs(diffusion_fingerprint(scratch / "reference"), diffusion_fingerprint(scratch / "pieces"),
                             "curves.csv"),
              "")
        << short_run.name << " in pieces";
  }
}

TEST(DiffusionBits, DifferWithTheSeedAndTheReplica) {
  const Scratch scratch;
  const DiffusionRun& short_run = diffusion_runs().front();
  ASSERT_EQ(run(0, short_run.arguments("one"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, short_run.arguments("other", {"--run.seed=2"}), scratch.folder()).code, 0);
  EXPECT_NE(read_file(scratch / "one" / "curves.csv"), read_file(scratch / "other" / "curves.csv"));
  const auto datasets = datasets_of(scratch / "one" / "particles" / "000000000032.h5");
  ASSERT_TRUE(datasets.contains("replica_0/x"));
  EXPECT_NE(datasets.at("replica_0/x"), datasets.at("replica_1/x"));
}

}  // namespace
}  // namespace starling::test
