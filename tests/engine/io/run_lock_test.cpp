// Locks of run directories: who is let in, what the others are told, and what is left behind.
#include "engine/io/run_lock.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <thread>

#include "engine/io/atomic_file.hpp"
#include "engine/io/summary.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling {
namespace {

using namespace std::chrono_literals;
using testing_support::Folder;
using testing_support::on_root;
using testing_support::sentence_of;
using Answer = FileLock::Answer;

class FileLocks : public testing::Test {
 protected:
  FileLock open() const { return {file(), true}; }
  std::filesystem::path file() const { return own.path() / "lock"; }

  Communicator world{MPI_COMM_WORLD};
  Communicator alone = world.split(world.rank());
  Folder own{alone};
};

TEST_F(FileLocks, TheDoorStaysClosedWhileAnybodyIsPresent) {
  FileLock first = open();
  FileLock other = open();
  const FileLock newcomer = open();
  EXPECT_EQ(first.take_door(), Answer::granted);
  EXPECT_EQ(newcomer.take_door(), Answer::held);
  EXPECT_EQ(other.join(), Answer::granted);
  first.close();  // as when the rank that came first has been killed
  EXPECT_EQ(newcomer.take_door(), Answer::held);
  other.close();
  EXPECT_EQ(newcomer.take_door(), Answer::granted);
}

TEST_F(FileLocks, KnowWhetherTheirFileIsStillThere) {
  const FileLock lock = open();
  EXPECT_TRUE(lock.is_at(file()));
  remove_file(file());
  EXPECT_FALSE(lock.is_at(file()));
  const FileLock another = open();
  EXPECT_FALSE(lock.is_at(file()));
  EXPECT_NE(sentence_of([&] { FileLock(own.path() / "missing", false); }).find("cannot open"), std::string::npos);
}

/// Locks by the kernel and, with `false`, by beats.
class RunLocks : public testing::TestWithParam<bool> {
 protected:
  std::string refusal(const std::filesystem::path& run) {
    return sentence_of([&] { const RunLock lock(world, run, settings); });
  }
  void expect_told_of_this_process(const std::string& sentence) {
    const std::string process = world.broadcast(std::to_string(getpid()));
    const std::string host = world.broadcast(host_name());
    EXPECT_NE(sentence.find("is being written to by process " + process + " on host " + host), std::string::npos)
        << sentence;
    EXPECT_NE(sentence.find(world.size() == 1 ? "(1 rank), since 20" : " ranks), since 20"), std::string::npos)
        << sentence;
  }

  Communicator world{MPI_COMM_WORLD};
  Folder folder{world};
  RunLockSettings settings{200ms, 500ms, GetParam()};
};

TEST_P(RunLocks, LetNobodyElseInUntilTheyAreGivenBack) {
  const auto run = folder.path() / "a" / "b";
  {
    RunLock lock(world, run, settings);
    lock.begin_writing();
    expect_told_of_this_process(refusal(run));
    expect_told_of_this_process(refusal(run));
    EXPECT_EQ(refusal(folder.path() / "a"), "(no failure)");
    world.barrier();
  }
  world.barrier();
  EXPECT_FALSE(std::filesystem::exists(run / "run.lock"));
  EXPECT_TRUE(std::filesystem::exists(run));
  world.barrier();  // the next run creates the file again
  EXPECT_EQ(refusal(run), "(no failure)");
}

TEST_P(RunLocks, LeaveNothingOfARunThatWasRefused) {
  on_root(world, [&] { create_folder(folder.path() / "a"); });
  { const RunLock lock(world, folder.path() / "a" / "b" / "c", settings); }
  world.barrier();
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "a" / "b"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "a"));
}

TEST_P(RunLocks, OutlastAFailureOfARunThatWrites) {
  const auto fails = [&] {
    RunLock lock(world, folder.path(), settings);
    lock.begin_writing();
    throw Failure(ExitCode::blow_up, "outlasting", FailureScope::every_rank);
  };
  EXPECT_EQ(sentence_of(fails), "outlasting");
  world.barrier();
  if (GetParam()) expect_told_of_this_process(refusal(folder.path()));
}

TEST_P(RunLocks, AreTakenOverFromTheDead) {
  on_root(world, [&] {
    write_file_atomically(folder.path() / "run.lock",
                          R"({"host":"gone","process":1,"ranks":2,"since":"2026-01-02T03:04:05Z"})"
                          "\n17\n");
  });
  EXPECT_EQ(refusal(folder.path()), "(no failure)");
}

INSTANTIATE_TEST_SUITE_P(Ways, RunLocks, testing::Bool(),
                         [](const auto& way) { return std::string(way.param ? "ByTheKernel" : "ByBeats"); });

TEST(RunLock, AwaitsADyingPredecessor) {
  const Communicator world(MPI_COMM_WORLD);
  const Folder folder(world);
  std::optional<FileLock> predecessor;
  std::thread death;
  on_root(world, [&] {
    predecessor.emplace(folder.path() / "run.lock", true);
    EXPECT_EQ(predecessor->take_door(), Answer::granted);
    death = std::thread([&] {
      std::this_thread::sleep_for(300ms);
      predecessor.reset();
    });
  });
  EXPECT_EQ(sentence_of([&] { const RunLock lock(world, folder.path(), {30s, 1s, true}); }), "(no failure)");
  if (death.joinable()) death.join();
}

}  // namespace
}  // namespace starling
