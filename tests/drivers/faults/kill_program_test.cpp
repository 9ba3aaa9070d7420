// Runs killed with SIGKILL at random moments, also inside writes, lose nothing: restarted on other numbers of ranks,
// and killed again, they end with the bytes of a run that nothing happened to.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <semaphore.h>

#include <iostream>

#include "tests/drivers/faults/victims.hpp"

namespace starling::test {
namespace {

void expect_spread(const Moments& moments, int kills) {
  std::cout << kills << " kills: " << moments.start_up << " while starting, " << moments.in_writes << " inside writes, "
            << moments.others << " between them\n";
  EXPECT_EQ(moments.all(), kills);
  EXPECT_GE(moments.start_up, kills / 10);
  EXPECT_GE(moments.in_writes, kills / 5);
}

TEST(KilledRuns, FiftyKillsLoseNothing) { expect_spread(Killer(active_victim(), 5).kill(50, 13), 50); }

TEST(SmcKilledRuns, FifteenKillsLoseNothing) { expect_spread(Killer(smc_victim(), 7).kill(15, 8), 15); }

TEST(ScoreKilledRuns, TenKillsLoseNothing) { expect_spread(Killer(score_victim(), 11).kill(10, 5), 10); }

/// What Open MPI's own MPI-IO leaves of a process that is killed while it opens a file: a semaphore that nobody posts.
class LockedSemaphore {
 public:
  explicit LockedSemaphore(const std::string& file) : name_("/OMPIO_" + file) {
    sem_unlink(name_.c_str());
    sem_t* const semaphore = sem_open(name_.c_str(), O_CREAT, 0666, 0);
    planted_ = semaphore != SEM_FAILED && sem_close(semaphore) == 0;
  }
  ~LockedSemaphore() { sem_unlink(name_.c_str()); }
  LockedSemaphore(const LockedSemaphore&) = delete;
  LockedSemaphore& operator=(const LockedSemaphore&) = delete;
  [[nodiscard]] bool planted() const { return planted_; }

 private:
  std::string name_;
  bool planted_ = false;
};

TEST(KilledRuns, WhatTheyLeaveLockedHoldsUpNoOther) {
  const Scratch scratch;
  const LockedSemaphore segment("segment_000000000000.h5.part");
  const LockedSemaphore checkpoint("000000000007.h5.part");
  ASSERT_TRUE(segment.planted() && checkpoint.planted());
  for (const int ranks : {1, 2}) {
    const std::string name = "on" + std::to_string(ranks);
    const Outcome outcome = run(ranks, active_victim().arguments(name), scratch.folder());
    EXPECT_FALSE(outcome.timed_out) << ranks << " ranks";
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
  }
}

}  // namespace
}  // namespace starling::test
