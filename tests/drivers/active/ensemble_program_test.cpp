// Ensembles: the same bits on any ranks and through restarts on others, and each replica a run of its own.
#include <gtest/gtest.h>

#include "tests/drivers/active/ensemble_runs.hpp"
#include "tests/drivers/faults/killed_runs.hpp"

namespace starling::test {
namespace {

ShortRun three_replicas() { return ensemble_run("ensemble", "mips", 3, {"--system.particles=101"}); }

TEST(Ensemble, BitsDoNotDependOnTheLayoutOfReplicasAndRanks) {
  const ShortRun short_run = three_replicas();
  const Scratch scratch;
  ASSERT_EQ(run(0, short_run.arguments("reference"), scratch.folder()).code, 0);
  for (const int ranks : {2, 3, 4, 7}) {
    const std::string name = "on-" + std::to_string(ranks);
    const Outcome outcome = run(ranks, short_run.arguments(name), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << ranks << " ranks: " << outcome.errors;
    EXPECT_EQ(differences(scratch / "reference", scratch / name), "") << ranks << " ranks";
  }
}

TEST(Ensemble, RanksWithoutParticlesDoNotMatter) {
  const std::vector<ShortRun> lonely = {
      ensemble_run("trap", "trap", 2, {"--system.particles=2"}),
      ensemble_run("softplus", "quick", 2, {"--system.particles=5", "--system.packing_fraction=", "--system.box=24"})};
  for (const ShortRun& short_run : lonely) {
    const Scratch scratch;
    ASSERT_EQ(run(0, short_run.arguments("reference"), scratch.folder()).code, 0) << short_run.name;
    const Outcome outcome = run(7, short_run.arguments("many"), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << short_run.name << ": " << outcome.errors;
    EXPECT_EQ(differences(scratch / "reference", scratch / "many"), "") << short_run.name;
  }
}

TEST(Ensemble, BitsDoNotDependOnRestartsOnOtherRanks) {
  // Swimmers in space that are pushed apart at the start, two replicas on some ranks and shared by ranks later.
  const ShortRun short_run = ensemble_run(
      "pushed", "abp_wca", 3,
      {"--system.dimension=3", "--system.particles=60", "--system.packing_fraction=0.2", "--system.start=uniform"});
  const Scratch scratch;
  ASSERT_EQ(run(0, short_run.arguments("reference"), scratch.folder()).code, 0);
  const Outcome first = run(2, joined(short_run.arguments("pieces"), {at_once}), scratch.folder());
  ASSERT_EQ(first.code, stopped_code) << first.errors << first.output;
  for (const int ranks : {7, 1}) {
    const Outcome next = run(ranks, joined(short_run.arguments("pieces"), {"--restart", at_once}), scratch.folder());
    ASSERT_EQ(next.code, stopped_code) << ranks << " ranks: " << next.errors << next.output;
  }
  const Outcome last = run(4, joined(short_run.arguments("pieces"), {"--restart"}), scratch.folder());
  ASSERT_EQ(last.code, 0) << last.errors;
  EXPECT_EQ(differences(scratch / "reference", scratch / "pieces"), "");
}

TEST(Ensemble, ReplicaZeroIsTheRunByItselfAndTheOthersAreNot) {
  const ShortRun many = three_replicas();
  const Scratch scratch;
  ASSERT_EQ(run(0, many.arguments("many"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, joined(many.arguments("one"), {"--ensemble.replicas=1"}), scratch.folder()).code, 0);
  std::vector<std::vector<std::string>> own;
  for (auto& row : cells_of(scratch / "many" / "observables.csv")) {
    if (row.at(2) != "0" && row.at(2) != "replica") continue;
    row.erase(row.begin() + 2);
    own.push_back(row);
  }
  EXPECT_EQ(own, cells_of(scratch / "one" / "observables.csv"));
  Datasets trajectory = datasets_of(scratch / "many" / "trajectory.h5");
  std::size_t compared = 0;
  for (const auto& [name, bytes] : datasets_of(scratch / "one" / "trajectory.h5")) {
    if (!name.starts_with("particles/trajectory/")) continue;
    EXPECT_EQ(trajectory.at("particles/replica_0000/" + name.substr(21)) == bytes, true) << name;
    ++compared;
  }
  EXPECT_GE(compared, 5U);
  for (const char* field : {"/position/value", "/activity/value"}) {
    const std::string first = trajectory.at(std::string("particles/replica_0000") + field);
    EXPECT_NE(first, trajectory.at(std::string("particles/replica_0001") + field)) << field;
    EXPECT_NE(first, trajectory.at(std::string("particles/replica_0002") + field)) << field;
  }
}

TEST(Ensemble, KillsLoseNothing) {
  const auto arguments = [](const std::string& directory) {
    return Arguments{deck_path("quick"),
                     "--output.directory=" + directory,
                     "--ensemble.replicas=3",
                     "--system.particles=40",
                     "--run.steps=300",
                     "--run.equilibration=100",
                     "--output.checkpoint_every=7",
                     "--output.trajectory_every=3",
                     "--output.observe_every=2",
                     "--observables.displacement_lag=10"};
  };
  const Moments moments = Killer({arguments, "observables.csv", differences}, 11).kill(8, 4);
  EXPECT_EQ(moments.all(), 8);
}

TEST(Ensemble, ABlowUpInOneReplicaEndsAllRanksAndSaysWhich) {
  const Scratch scratch;
  // Only replica 1 has a displacement of more than 4.6 standard deviations.
  write_file(scratch / "deck.ini",
             "job = active\n[run]\nseed = 8\nsteps = 100\n[ensemble]\nreplicas = 4\n"
             "[system]\nparticles = 50\nbox = 20\n"
             "[dynamics]\nmodel = brownian\ntime_step = 0.01\ntranslational_diffusion = 0.5\n"
             "largest_displacement = 0.46\n[output]\nobserve_every = 0\n");
  const Impatience impatience;
  for (const int ranks : {0, 2, 4, 6}) {
    const Outcome outcome = run(ranks, {"deck.ini", "--overwrite"}, scratch.folder(), 30);
    EXPECT_FALSE(outcome.timed_out) << ranks << " ranks";
    EXPECT_EQ(outcome.code, 3) << ranks << " ranks: " << outcome.errors;
    const auto lines = lines_of(outcome.errors, "starling:");
    ASSERT_EQ(lines.size(), 1U) << outcome.errors;
    EXPECT_TRUE(lines[0].starts_with("starling: replica 1: step 42: particle 26 moved by 0.4867")) << lines[0];
  }
}

}  // namespace
}  // namespace starling::test
