// Two runs in one directory: whoever comes second waits for a run that is dying, and is refused by one that lives, which
// notices nothing.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/drivers/faults/victims.hpp"

namespace starling::test {
namespace {

constexpr int bad_input = 2;

class RunLocks : public testing::TestWithParam<Victim (*)()> {
 protected:
  RunLocks() {
    const Outcome outcome = run(1, victim_.arguments(directory("undisturbed")), scratch_.folder());
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
  }

  [[nodiscard]] std::string directory(const std::string& name) const { return (scratch_ / name).string(); }
  [[nodiscard]] Arguments arguments() const { return victim_.arguments(directory("run")); }
  [[nodiscard]] bool has_checkpoint() const { return fs::exists(scratch_ / "run" / "checkpoint" / "manifest.json"); }

  /// Bytes of rows that the run has written.
  [[nodiscard]] std::uintmax_t rows() const {
    std::error_code none;
    const std::uintmax_t bytes = fs::file_size(scratch_ / "run" / victim_.table, none);
    return none ? 0 : bytes;
  }
  void await_rows(Program& program, std::uintmax_t before) const {
    for (int tries = 0; tries < 60000 && !program.ended() && rows() <= before; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  /// A launch with words of its own beside those of the others.
  std::unique_ptr<Program> launch(const std::string& name, int ranks, const Arguments& words) {
    fs::create_directory(scratch_ / name);
    return std::make_unique<Program>(ranks, words, scratch_ / name);
  }

  void expect_undisturbed() { EXPECT_EQ(victim_.differences(scratch_ / "undisturbed", scratch_ / "run"), ""); }

  Victim victim_ = GetParam()();
  LauncherFiles launcher_files_;
  Scratch scratch_;
};

TEST_P(RunLocks, ARestartAwaitsTheRanksThatOutliveTheirLauncher) {
  // From its first checkpoint on, every launch continues: one that overwrites might await its turn and outlive its launcher too.
  const auto continues = joined(arguments(), {"--restart"});
  int kills = 0;
  for (; kills < 10; ++kills) {
    const auto before = rows();
    Program program(2 + kills % 2, kills == 0 ? arguments() : continues, scratch_.folder());
    while (kills == 0 && !program.ended() && !has_checkpoint())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    await_rows(program, before);
    if (program.ended()) break;
    program.signal(SIGKILL);  // mpirun's ranks do not know yet
    program.wait();
  }
  EXPECT_EQ(kills, 10) << read_file(scratch_ / ".errors");
  const Outcome outcome = run(2, continues, scratch_.folder());
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  expect_undisturbed();
}

TEST_P(RunLocks, ALivingRunIsNotDisturbed) {
  const auto living = launch("first", 0, arguments());
  while (!living->ended() && !has_checkpoint()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  // Halted, so that it outlives the newcomers' patience however short it is.
  living->signal(SIGSTOP);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_FALSE(living->ended());
  const auto before = snapshot(scratch_ / "run");
  const auto holder = nlohmann::json::parse(before.at("run.lock").substr(0, before.at("run.lock").find('\n')));
  const std::string named =
      "process " + holder.at("process").dump() + " on host " + holder.at("host").get<std::string>();

  const auto plain = launch("plain", 1, arguments());
  const auto restart = launch("restart", 1, joined(arguments(), {"--restart"}));
  const auto overwrite = launch("overwrite", 2, joined(arguments(), {"--overwrite"}));
  const Outcome refused = plain->wait();
  EXPECT_EQ(refused.code, bad_input);
  EXPECT_NE(refused.errors.find("already holds a run"), std::string::npos) << refused.errors;
  for (const auto& newcomer : {restart.get(), overwrite.get()}) {
    const Outcome outcome = newcomer->wait();
    EXPECT_EQ(outcome.code, bad_input);
    const auto lines = lines_of(outcome.errors, "starling:");
    ASSERT_EQ(lines.size(), 1U) << outcome.errors;
    EXPECT_NE(lines[0].find(named), std::string::npos) << lines[0];
    EXPECT_NE(lines[0].find(", since " + holder.at("since").get<std::string>()), std::string::npos) << lines[0];
  }
  EXPECT_TRUE(snapshot(scratch_ / "run") == before);

  const Outcome dry = run(1, joined(arguments(), {"--restart", "--dry-run"}), scratch_ / "restart");
  EXPECT_EQ(dry.code, 0) << dry.errors;  // writes nothing, so it needs no lock

  living->signal(SIGCONT);
  const Outcome outcome = living->wait();
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  expect_undisturbed();
  EXPECT_EQ(run(2, joined(arguments(), {"--restart"}), scratch_ / "restart").code, 0);
  expect_undisturbed();
  EXPECT_FALSE(fs::exists(scratch_ / "run" / "run.lock"));
}

INSTANTIATE_TEST_SUITE_P(Jobs, RunLocks, testing::Values(active_victim, smc_victim),
                         [](const auto& job) { return std::string(job.index == 0 ? "Active" : "Smc"); });

}  // namespace
}  // namespace starling::test
