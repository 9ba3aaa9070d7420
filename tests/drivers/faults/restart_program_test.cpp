// Runs that are stopped, restarted and extended end with the bits of the run that nothing happened to.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "tests/drivers/run_files.hpp"

namespace starling::test {
namespace {

constexpr int usr1_code = 75;

/// A run long enough to be interrupted: quick.ini with frequent checkpoints.
Arguments arguments_of(const std::string& directory, const std::string& steps, const Arguments& more = {}) {
  Arguments all{deck_path("quick"),           "--output.directory=" + directory,     "--run.steps=" + steps,
                "--run.equilibration=2000",   "--output.checkpoint_every=1500",      "--output.trajectory_every=700",
                "--output.observe_every=100", "--observables.displacement_lag=1000", "--system.particles=200"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Arguments restart_of(const std::string& directory, const std::string& steps, Arguments more = {}) {
  more.emplace_back("--restart");
  return arguments_of(directory, steps, more);
}

/// Waits until a run has rows beyond `step`.
bool reach(Program& program, const fs::path& run, std::int64_t step) {
  for (int tries = 0; tries < 10000 && !program.ended(); ++tries) {
    const auto steps = observed_steps(run);
    if (!steps.empty() && steps.back() >= step) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

void expect_rows_without_gaps(const fs::path& run, std::int64_t last, std::int64_t every = 100) {
  std::vector<std::int64_t> expected;
  for (std::int64_t step = 0; step <= last; step += every) expected.push_back(step);
  EXPECT_EQ(observed_steps(run), expected);
}

class Faults : public testing::Test {
 protected:
  /// The run that nothing happens to.
  static const fs::path& undisturbed() {
    static const Scratch scratch;
    static const fs::path folder = [] {
      const Outcome outcome = run(0, arguments_of("run", steps), scratch.folder());
      EXPECT_EQ(outcome.code, 0) << outcome.errors;
      return scratch / "run";
    }();
    return folder;
  }

  void expect_undisturbed(const std::string& name) const {
    EXPECT_EQ(differences(undisturbed(), scratch_ / name), "");
    expect_rows_without_gaps(scratch_ / name, 24000);
  }

  static constexpr const char* steps = "24000";
  Scratch scratch_;
};

TEST_F(Faults, StopsOnUsr1AndGoesOnElsewhere) {
  Program program(2, arguments_of("run", steps), scratch_.folder());
  ASSERT_TRUE(reach(program, scratch_ / "run", 2500)) << program.wait(1).errors;
  program.signal(SIGUSR1);
  const Outcome stopped = program.wait();
  EXPECT_EQ(stopped.code, usr1_code) << stopped.errors;
  EXPECT_NE(stopped.output.find("--restart"), std::string::npos) << stopped.output;
  // Once more, on another number of ranks, and then to the end on a third.
  Program again(3, restart_of("run", steps), scratch_.folder());
  ASSERT_TRUE(reach(again, scratch_ / "run", observed_steps(scratch_ / "run").back() + 1000)) << again.wait(1).errors;
  again.signal(SIGUSR1);
  const Outcome stopped_again = again.wait();
  EXPECT_EQ(stopped_again.code, usr1_code) << stopped_again.errors;
  const Outcome finished = run(1, restart_of("run", steps, {"--neighbours.skin=0.4"}), scratch_.folder());
  EXPECT_EQ(finished.code, 0) << finished.errors;
  expect_undisturbed("run");
}

TEST_F(Faults, StopsOnTermAndInt) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const std::string name = "run" + std::to_string(signal);
    Program program(0, arguments_of(name, steps), scratch_.folder());
    ASSERT_TRUE(reach(program, scratch_ / name, 1000)) << program.wait(1).errors;
    program.signal(signal);
    const Outcome stopped = program.wait();
    EXPECT_EQ(stopped.code, usr1_code) << stopped.errors;
    const Outcome finished = run(2, restart_of(name, steps), scratch_.folder());
    EXPECT_EQ(finished.code, 0) << finished.errors;
    expect_undisturbed(name);
  }
}

TEST_F(Faults, StopsAtTheWallLimit) {
  Outcome outcome = run(2, arguments_of("run", steps, {"--wall-limit=0.1"}), scratch_.folder());
  EXPECT_EQ(outcome.code, usr1_code) << outcome.errors;
  EXPECT_LT(observed_steps(scratch_ / "run").back(), 24000);
  outcome = run(1, restart_of("run", steps), scratch_.folder());
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  expect_undisturbed("run");
}

TEST_F(Faults, AFinishedRunIsExtended) {
  ASSERT_EQ(run(2, arguments_of("run", "9350"), scratch_.folder()).code, 0);
  expect_rows_without_gaps(scratch_ / "run", 9300);
  const Outcome idle = run(1, restart_of("run", "9350"), scratch_.folder());
  EXPECT_EQ(idle.code, 0) << "a finished run has nothing left to do: " << idle.errors;
  expect_rows_without_gaps(scratch_ / "run", 9300);
  const Outcome outcome = run(3, restart_of("run", steps), scratch_.folder());
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  expect_undisturbed("run");
}

TEST_F(Faults, ADamagedCheckpointIsNamedAndTheOneBeforeItUsed) {
  ASSERT_EQ(run(2, arguments_of("run", "9350"), scratch_.folder()).code, 0);
  const auto checkpoints = checkpoints_of(scratch_ / "run");
  ASSERT_EQ(checkpoints.size(), 2U);
  std::string bytes = read_file(checkpoints.back());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_file(checkpoints.back(), bytes);
  const Outcome outcome = run(2, restart_of("run", steps), scratch_.folder());
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_NE(outcome.output.find(checkpoints.back().filename().string() + "' is damaged"), std::string::npos)
      << outcome.output;
  EXPECT_NE(outcome.output.find("continuing from step 9000"), std::string::npos) << outcome.output;
  expect_undisturbed("run");
}

TEST_F(Faults, BlowUpsNameTheParticleTheStepAndTheCause) {
  const Arguments arguments = {deck_path("quick"), "--dynamics.time_step=30", "--output.directory=run"};
  std::string sentence;
  for (const int ranks : {1, 3}) {
    Arguments all = arguments;
    all.emplace_back("--overwrite");
    const Outcome outcome = run(ranks, all, scratch_.folder());
    EXPECT_EQ(outcome.code, 3) << outcome.errors;
    const auto lines = lines_of(outcome.errors, "starling:");
    ASSERT_EQ(lines.size(), 1U) << outcome.errors;
    EXPECT_NE(lines[0].find("step "), std::string::npos) << lines[0];
    EXPECT_NE(lines[0].find("particle "), std::string::npos) << lines[0];
    EXPECT_NE(lines[0].find("time step is too long"), std::string::npos) << lines[0];
    EXPECT_TRUE(sentence.empty() || sentence == lines[0]) << lines[0];
    sentence = lines[0];
  }
}

}  // namespace
}  // namespace starling::test
