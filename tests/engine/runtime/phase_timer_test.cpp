// Time by phase: it adds up to the whole, and scopes return to where they were.
#include "engine/runtime/phase_timer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

namespace starling {
namespace {

enum class Phase { other, force, halo };

std::vector<PhaseLabel> labels() { return {{"other"}, {"force"}, {"halo", true}}; }

void pass(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

TEST(PhaseTimer, EnterReturnsThePhaseBefore) {
  PhaseTimer timer(labels());
  EXPECT_EQ(timer.enter(Phase::force), Phase::other);
  {
    const PhaseScope scope(timer, Phase::halo);
    pass(1);
  }
  EXPECT_EQ(timer.enter(Phase::other), Phase::force);
  EXPECT_GE(timer.seconds(Phase::halo), 0.001);
}

TEST(PhaseTimer, PhasesAddUpToTheWallTime) {
  const Communicator world(MPI_COMM_WORLD);
  PhaseTimer timer(labels());
  pass(2);
  timer.enter(Phase::force);
  pass(6);
  timer.enter(Phase::halo);
  pass(world.is_root() ? 8 : 4);
  const auto summary = timer.summary(world);
  ASSERT_EQ(summary.phases.size(), 3U);
  EXPECT_EQ(summary.phases[1].name, "force");
  EXPECT_GE(summary.phases[1].mean, 0.006);
  EXPECT_GE(summary.phases[2].maximum, 0.008);
  double sum = 0.0;
  for (const auto& phase : summary.phases) {
    EXPECT_LE(phase.mean, phase.maximum * (1 + 1e-12));
    sum += phase.mean;
  }
  EXPECT_GE(summary.wall, 0.016);
  EXPECT_LE(sum, summary.wall * (1 + 1e-9));
  EXPECT_NEAR(summary.communication_share, summary.phases[2].mean / sum, 1e-6);
  if (world.size() == 1) {
    EXPECT_NEAR(sum, summary.wall, 1e-9);
  }
}

TEST(PhaseTimer, TheSummaryIsTheSameOnEveryRank) {
  const Communicator world(MPI_COMM_WORLD);
  PhaseTimer timer(labels());
  pass(world.rank());
  const nlohmann::json summary = timer.summary(world);
  EXPECT_EQ(world.broadcast(summary.dump()), summary.dump());
  EXPECT_TRUE(summary.contains("wall_seconds"));
  EXPECT_TRUE(summary["phases_seconds"]["halo"].contains("maximum"));
  EXPECT_GT(summary["processor_seconds"].get<double>(), 0.0);
}

}  // namespace
}  // namespace starling
