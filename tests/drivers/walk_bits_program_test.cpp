// The walk job gives the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include "tests/drivers/walk_runs.hpp"

namespace starling::test {
namespace {

TEST(WalkBits, DoNotDependOnRanksOrRestarts) {
  for (const WalkRun& short_run : walk_runs()) {
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    const Outcome first = run(5, short_run.arguments("pieces", {at_once}), scratch.folder());
    ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
    const Outcome last = run(3, short_run.arguments("pieces", {"--restart"}), scratch.folder());
    ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
    EXPECT_EQ(different_runs(walk_fingerprint(scratch / "reference"), walk_fingerprint(scratch / "pieces"), "walk.csv"),
              "")
        << short_run.name << " in pieces";
  }
}

TEST(WalkBits, DifferWithTheSeedAndTheReplica) {
  const Scratch scratch;
  const WalkRun& short_run = walk_runs().front();
  ASSERT_EQ(run(0, short_run.arguments("one"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, short_run.arguments("other", {"--run.seed=2"}), scratch.folder()).code, 0);
  EXPECT_NE(read_file(scratch / "one" / "walk.csv"), read_file(scratch / "other" / "walk.csv"));
  const auto datasets = datasets_of(scratch / "one" / "particles" / "000000000300.h5");
  ASSERT_TRUE(datasets.contains("replica_0/visits"));
  EXPECT_NE(datasets.at("replica_0/visits"), datasets.at("replica_1/visits"));
}

TEST(WalkBits, ACheckpointOfAnotherGraphIsRefused) {
  const Scratch scratch;
  const WalkRun& short_run = walk_runs().front();
  const std::string karate = read_file(STARLING_SOURCE_DIR "/inputs/data/karate.txt");
  const std::string file = "--graph.file=" + (scratch / "graph.txt").string();
  write_file(scratch / "graph.txt", karate);
  ASSERT_EQ(run(0, short_run.arguments("one", {at_once, file}), scratch.folder()).code, stopped_code);
  write_file(scratch / "graph.txt", karate + "10 11\n");
  const Outcome outcome = run(0, short_run.arguments("one", {"--restart", file}), scratch.folder());
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.errors.find("not those of the run"), std::string::npos) << outcome.errors;
}

}  // namespace
}  // namespace starling::test
