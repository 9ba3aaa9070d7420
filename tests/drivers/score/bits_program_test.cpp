// A training gives the same bits on any number of ranks and threads, and through stops during frames and updates; and so
// does a run that its score is used in.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <cstdlib>

#include "tests/drivers/score/runs.hpp"

namespace starling::test {
namespace {

void expect_code(int ranks, const Arguments& arguments, const Scratch& scratch, int code = 0) {
  const Outcome outcome = run(ranks, arguments, scratch.folder());
  ASSERT_EQ(outcome.code, code) << ranks << " ranks: " << ::testing::PrintToString(arguments) << outcome.errors
                                << outcome.output;
}

/// Stopped on each of these numbers of ranks in turn, and ended on 3.
void train_in_pieces(const ScoreRun& short_run, const std::vector<int>& stops, const Scratch& scratch) {
  int pieces = 0;
  for (const int ranks : stops) {
    Arguments more{at_once};
    if (pieces++ > 0) more.emplace_back("--restart");
    const Outcome outcome = run(ranks, short_run.arguments("pieces", more), scratch.folder());
    ASSERT_EQ(outcome.code, stopped_code) << short_run.name << ": " << outcome.errors << outcome.output;
    EXPECT_EQ(checkpoints_of(scratch / "pieces").back().stem(), fmt::format("{:012}", pieces * ScoreRun::stop_at));
  }
  expect_code(3, short_run.arguments("pieces", {"--restart"}), scratch);
}

TEST(ScoreBits, DoNotDependOnRanksOrRestarts) {
  for (const ScoreRun& short_run : score_runs()) {
    const Scratch scratch;
    const bool is_first = &short_run == &score_runs().front();
    expect_code(0, short_run.arguments("reference"), scratch);
    // Stops among the training's frames; of the first run also among the held-out ones, and among the updates.
    train_in_pieces(short_run, is_first ? std::vector{2, 3, 4} : std::vector{4}, scratch);
    EXPECT_EQ(score_differences(scratch / "reference", scratch / "pieces"), "") << short_run.name << " in pieces";
  }
}

/// More ranks than blocks of a batch, and than held-out frames.
TEST(ScoreBits, DoNotDependOnManyRanks) {
  const Scratch scratch;
  const ScoreRun& short_run = score_runs().front();
  expect_code(0, short_run.arguments("reference"), scratch);
  expect_code(8, short_run.arguments("many"), scratch);
  EXPECT_EQ(score_differences(scratch / "reference", scratch / "many"), "");
}

TEST(ScoreBits, DoNotDependOnThreads) {
  const Scratch scratch;
  const ScoreRun& short_run = score_run("equivariant-active_brownian-2d");
  const char* const before = std::getenv("OMP_NUM_THREADS");
  const std::string restored = before == nullptr ? "" : before;
  for (const char* const threads : {"1", "2", "3"}) {
    setenv("OMP_NUM_THREADS", threads, 1);
    expect_code(0, short_run.arguments(threads), scratch);
  }
  if (restored.empty()) unsetenv("OMP_NUM_THREADS");
  if (!restored.empty()) setenv("OMP_NUM_THREADS", restored.c_str(), 1);
  EXPECT_EQ(score_differences(scratch / "1", scratch / "2"), "");
  EXPECT_EQ(score_differences(scratch / "1", scratch / "3"), "");
}

TEST(ScoreBits, DifferWithTheSeedAndTheReplica) {
  const Scratch scratch;
  const ScoreRun& short_run = score_run("equivariant-active_ou-1d");
  expect_code(0, short_run.arguments("one"), scratch);
  expect_code(0, short_run.arguments("other", {"--run.seed=2"}), scratch);
  const auto one = score_fingerprint(scratch / "one");
  const auto other = score_fingerprint(scratch / "other");
  const std::string start = "parameters/drive/node_first.weights";
  EXPECT_NE(one.at("training.csv"), other.at("training.csv"));
  EXPECT_NE(one.at("network_0.h5/" + start), other.at("network_0.h5/" + start));
  EXPECT_NE(one.at("network_0.h5/" + start), one.at("network_1.h5/" + start));
}

TEST(ScoreBits, OfFramesOfARunDoNotDependOnRanks) {
  const Scratch scratch;
  expect_code(0, run_of_frames("one", 1), scratch);
  expect_code(2, run_of_frames("other", 2), scratch);
  const ScoreRun short_run = run_on_frames();
  expect_code(0, short_run.arguments("reference"), scratch);
  expect_code(2, short_run.arguments("pieces", {at_once}), scratch, stopped_code);
  expect_code(3, short_run.arguments("pieces", {"--restart"}), scratch);
  EXPECT_EQ(score_differences(scratch / "reference", scratch / "pieces"), "");
}

/// With the score of drives, and of positions too.
void expect_same_with_network(const Arguments& physics, const Arguments& network = {}) {
  const Scratch scratch;
  Arguments learning = physics;
  learning.insert(learning.end(), network.begin(), network.end());
  expect_code(0, score_runs().front().arguments("learned", learning), scratch);
  const auto scored = [&](const std::string& directory, Arguments more = {}) {
    more.insert(more.end(), physics.begin(), physics.end());
    return scored_run(directory, "learned", more);
  };
  expect_code(0, scored("reference"), scratch);
  const auto parts = fingerprint(scratch / "reference");
  EXPECT_NE(parts.at("observables.csv").find("score_captured_fraction"), std::string::npos);
  EXPECT_TRUE(parts.contains("trajectory.h5/particles/trajectory/entropy_production_local/value")) << "no local rates";
  for (const int ranks : {2, 3}) {
    const std::string name = "on-" + std::to_string(ranks);
    expect_code(ranks, scored(name, {"--neighbours.skin=0.5"}), scratch);
    EXPECT_EQ(differences(scratch / "reference", scratch / name), "") << name;
  }
  expect_code(3, scored("pieces", {at_once, "--output.checkpoint_every=90"}), scratch, stopped_code);
  expect_code(2, scored("pieces", {"--restart"}), scratch);
  EXPECT_EQ(differences(scratch / "reference", scratch / "pieces"), "");
}

TEST(ScoreBits, OfRunsWithANetworkDoNotDependOnRanksOrRestarts) { expect_same_with_network({}); }

TEST(ScoreBits, OfRunsWithATransformerDoNotDependOnRanksOrRestarts) {
  expect_same_with_network({}, {"--network.name=local_transformer", "--network.heads=1", "--network.hidden=16"});
}

TEST(ScoreBits, OfRunsWithFiltersDoNotDependOnRanksOrRestarts) {
  expect_same_with_network({}, {"--network.name=filter_bank"});
}

TEST(ScoreBits, OfRunsWithTwoNetworksDoNotDependOnRanksOrRestarts) {
  expect_same_with_network({"--dynamics.translational_diffusion=0.01"});
}

}  // namespace
}  // namespace starling::test
