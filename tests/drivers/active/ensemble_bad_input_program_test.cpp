// Ensembles that cannot be: one sentence, and nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

TEST(EnsembleBadInput, NumbersOfReplicas) {
  const Scratch scratch;
  const std::vector<std::pair<std::string, std::vector<std::string>>> values = {
      {"0", {"ensemble.replicas", "at least 1"}},      {"-3", {"ensemble.replicas", "at least 1"}},
      {"many", {"ensemble.replicas", "whole number"}}, {"2.5", {"ensemble.replicas", "whole number"}},
      {"1e10", {"ensemble.replicas", "1e10"}},         {"10000000000", {"ensemble.replicas", "at most 1000000"}},
      {"99999999999999999999", {"ensemble.replicas"}}, {"4 5", {"ensemble.replicas"}},
  };
  std::vector<Case> cases = {
      {"another name", "quick", {"--ensemble.replica=2"}, {"ensemble.replicas"}},
      {"too full a box in every replica",
       "abp_wca",
       {"--ensemble.replicas=3", "--system.start=uniform", "--system.particles=20", "--system.packing_fraction=1.3"},
       {"system.start", "still overlap"}},
  };
  for (const auto& [value, words] : values) {
    cases.push_back({"replicas = " + value, "quick", {"--ensemble.replicas=" + value}, words});
  }
  expect_refused(cases, scratch);
}

TEST(EnsembleBadInput, ARestartKeepsItsReplicas) {
  const Scratch scratch;
  const auto arguments = [](const Arguments& more) {
    Arguments all{deck_path("quick"),      "--output.directory=run",       "--system.particles=100",
                  "--run.steps=200",       "--run.equilibration=0",        "--output.trajectory_every=100",
                  "--ensemble.replicas=3", "--output.checkpoint_every=100"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  ASSERT_EQ(run(0, arguments({}), scratch.folder()).code, 0);
  for (const std::string replicas : {"1", "2", "4"}) {
    expect_refused("restart with " + replicas, arguments({"--restart", "--ensemble.replicas=" + replicas}), scratch,
                   bad_input, {"ensemble.replicas", "a restart must not change it"});
  }
  const fs::path checkpoint = fs::relative(checkpoints_of(scratch / "run").back(), scratch.folder());
  expect_refused(
      "all replicas as a start",
      arguments({"--output.directory=new", "--system.start=file", "--system.start_file=" + checkpoint.string()}),
      scratch, bad_input, {"300 particles", "100"});
  // One replica's particles, every copy from the same positions.
  const Outcome again =
      run(2, arguments({"--output.directory=new", "--system.start=file", "--system.start_file=run/trajectory.h5"}),
          scratch.folder());
  ASSERT_EQ(again.code, 0) << again.errors;
  const Datasets started = datasets_of(scratch / "new" / "trajectory.h5");
  const Datasets before = datasets_of(scratch / "run" / "trajectory.h5");
  const auto frame = [](const std::string& bytes, std::size_t k) {
    constexpr std::size_t size = 100 * 3 * sizeof(double);
    return bytes.substr(bytes.size() - (3 - k) * size, size);
  };
  const std::string last = frame(before.at("particles/replica_0000/position/value"), 2);
  for (const std::string replica : {"particles/replica_0000", "particles/replica_0002"}) {
    EXPECT_EQ(frame(started.at(replica + "/position/value"), 0) == last, true) << replica;
  }
  EXPECT_NE(started.at("particles/replica_0000/position/value"), started.at("particles/replica_0002/position/value"));
}

}  // namespace
}  // namespace starling::test
