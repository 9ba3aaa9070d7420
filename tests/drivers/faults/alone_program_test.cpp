// Faults of one rank only: it is killed, it has no memory, or its particle blows up. All ranks end, with a sentence
// where there is somebody to say it.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/drivers/faults/killed_runs.hpp"
#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

constexpr int internal_error = 1;
constexpr int blow_up = 3;

/// The words that follow "mpirun -n N starling" for a last rank that may have no more than `kibibytes` of memory.
Arguments with_a_poor_rank(Arguments arguments, int kibibytes) {
  std::string command = "ulimit -v " + std::to_string(kibibytes) + "; exec '" + STARLING_PROGRAM + "'";
  for (const std::string& argument : arguments) command += " '" + argument + "'";
  arguments.insert(arguments.end(), {":", "-n", "1", "/bin/sh", "-c", command});
  return arguments;
}

class OneRank : public testing::Test {
 protected:
  Scratch scratch_;
  Impatience impatience_;
};

TEST_F(OneRank, WithoutMemoryEndsAll) {
  if (launches_are_slow()) GTEST_SKIP() << "sanitizers reserve terabytes";
  const Arguments active{deck_path("quick"), "--system.particles=3000000", "--output.directory=run"};
  const Arguments smc{runs_of("smc").deck("stochastic_volatility"),
                      "--data.file=",
                      "--data.column=",
                      "--data.simulate=20",
                      "--method.particles=16000000",
                      "--ensemble.replicas=1",
                      "--output.directory=run"};
  for (const auto& [arguments, key] : {std::pair(active, "system.particles"), std::pair(smc, "method.particles")}) {
    for (const int others : {1, 2}) {
      const Outcome outcome = run(others, with_a_poor_rank(arguments, 400000), scratch_.folder(), 60.0);
      EXPECT_FALSE(outcome.timed_out) << key << ": the other ranks wait for ever";
      EXPECT_EQ(outcome.code, internal_error) << outcome.errors;
      const auto lines = lines_of(outcome.errors, "starling:");
      ASSERT_EQ(lines.size(), 1U) << outcome.errors;
      EXPECT_NE(lines[0].find("there is not enough memory"), std::string::npos) << lines[0];
      EXPECT_NE(lines[0].find(key), std::string::npos) << lines[0];
      EXPECT_FALSE(fs::exists(scratch_ / "run" / "deck.ini"));
    }
  }
}

TEST(TooLarge, ARunIsRefusedBeforeItTakesAnyMemory) {
  const Scratch scratch;
  const Arguments active{deck_path("quick"), "--system.particles=2000000000", "--ensemble.replicas=1000",
                         "--output.directory=run"};
  const Arguments smc{runs_of("smc").deck("stochastic_volatility"),
                      "--data.file=",
                      "--data.column=",
                      "--data.simulate=20",
                      "--method.particles=2000000000",
                      "--ensemble.replicas=1000",
                      "--output.directory=run"};
  for (const auto& [arguments, key] : {std::pair(active, "system.particles"), std::pair(smc, "method.particles")}) {
    for (const int ranks : {0, 1, 3}) {
      const Outcome outcome = run(ranks, arguments, scratch.folder(), 30.0);
      EXPECT_FALSE(outcome.timed_out);
      EXPECT_EQ(outcome.code, internal_error) << outcome.errors;
      const auto lines = lines_of(outcome.errors, "starling:");
      ASSERT_EQ(lines.size(), 1U) << outcome.errors;
      EXPECT_TRUE(lines[0].starts_with("starling: there is not enough memory: ")) << lines[0];
      EXPECT_NE(lines[0].find(" on one node need"), std::string::npos) << lines[0];
      EXPECT_NE(lines[0].find(key), std::string::npos) << lines[0];
      EXPECT_FALSE(fs::exists(scratch / "run"));
    }
  }
}

TEST_F(OneRank, HasTheOnlyParticleThatBlowsUp) {
  const auto outcome_at = [&](int ranks, double limit) {
    return run(ranks,
               {deck_path("quick"), "--run.steps=20", "--run.equilibration=0", "--output.directory=run", "--overwrite",
                "--dynamics.largest_displacement=" + std::to_string(limit)},
               scratch_.folder(), 60.0);
  };
  // The longest move of all: beyond it nobody goes, and just below it somebody alone.
  double longest = 0.1;
  Outcome outcome = outcome_at(1, longest);
  for (int tries = 0; tries < 50 && outcome.code == blow_up; ++tries) {
    longest = std::stod(outcome.errors.substr(outcome.errors.find("moved by ") + 9));
    outcome = outcome_at(1, 1.0003 * longest);
  }
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  std::string sentence;
  for (const int ranks : {1, 2, 3, 4}) {
    outcome = outcome_at(ranks, 0.9997 * longest);
    EXPECT_FALSE(outcome.timed_out);
    EXPECT_EQ(outcome.code, blow_up) << outcome.errors;
    const auto lines = lines_of(outcome.errors, "starling:");
    ASSERT_EQ(lines.size(), 1U) << outcome.errors;
    EXPECT_NE(lines[0].find("particle "), std::string::npos) << lines[0];
    EXPECT_TRUE(sentence.empty() || sentence == lines[0]) << lines[0];
    sentence = lines[0];
  }
}

TEST_F(OneRank, IsKilledAndTheRestartLosesNothing) {
  const LauncherFiles launcher_files;
  const auto arguments = [](const std::string& directory, const std::string& more = "--overwrite") {
    return Arguments{deck_path("quick"),
                     "--output.directory=" + directory,
                     "--run.steps=5000",
                     "--system.particles=100",
                     more,
                     "--run.equilibration=1000",
                     "--output.checkpoint_every=100",
                     "--output.trajectory_every=70"};
  };
  const Outcome undisturbed = run(2, arguments("undisturbed"), scratch_.folder());
  ASSERT_EQ(undisturbed.code, 0) << undisturbed.errors;
  for (const std::size_t rank : {0U, 2U}) {
    const std::string name = "run" + std::to_string(rank);
    Program program(3, arguments(name), scratch_.folder());
    while (!program.ended() && checkpoints_of(scratch_ / name).size() < 2) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    program.kill_rank(rank);
    const Outcome killed = program.wait(60.0);
    EXPECT_FALSE(killed.timed_out) << "mpirun waits for ranks that wait for rank " << rank;
    EXPECT_NE(killed.code, 0);
    EXPECT_LT(observed_steps(scratch_ / name).back(), 5000) << "killed too late to show anything";
    const Outcome finished = run(2, arguments(name, "--restart"), scratch_.folder());
    EXPECT_EQ(finished.code, 0) << finished.errors;
    EXPECT_EQ(differences(scratch_ / "undisturbed", scratch_ / name), "");
  }
}

}  // namespace
}  // namespace starling::test
