// Signals and the wall limit only raise flags.
#include "engine/runtime/signals.hpp"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <thread>

namespace starling {
namespace {

class Signals : public testing::Test {
 protected:
  void SetUp() override {
    for (std::size_t i = 0; i < signals_.size(); ++i) sigaction(signals_[i], nullptr, &before_[i]);
    clear_stop_request();
    catch_stop_signals();
  }
  void TearDown() override {
    for (std::size_t i = 0; i < signals_.size(); ++i) sigaction(signals_[i], &before_[i], nullptr);
    clear_stop_request();
  }

 private:
  std::array<int, 3> signals_ = {SIGUSR1, SIGINT, SIGTERM};
  std::array<struct sigaction, 3> before_ = {};
};

TEST_F(Signals, RaiseTheFlagAndKeepTheMostUrgent) {
  EXPECT_EQ(stop_request(), StopRequest::none);
  std::raise(SIGUSR1);
  EXPECT_EQ(stop_request(), StopRequest::user_signal);
  std::raise(SIGTERM);
  EXPECT_EQ(stop_request(), StopRequest::terminate);
  std::raise(SIGUSR1);
  EXPECT_EQ(stop_request(), StopRequest::terminate);
}

TEST_F(Signals, TheFirstInterruptRaisesTheFlagAndTheSecondWouldEndTheProcess) {
  std::raise(SIGINT);
  EXPECT_EQ(stop_request(), StopRequest::interrupt);
  struct sigaction present = {};
  sigaction(SIGINT, nullptr, &present);
  EXPECT_EQ(present.sa_handler, SIG_DFL);
}

TEST_F(Signals, ASignalComesBeforeTheWallLimit) {
  const WallLimit passed(0.0);
  EXPECT_EQ(stop_request(passed), StopRequest::wall_limit);
  std::raise(SIGUSR1);
  EXPECT_EQ(stop_request(passed), StopRequest::user_signal);
}

TEST(WallLimit, PassesInTime) {
  const WallLimit none(std::nullopt);
  const WallLimit soon(0.02);
  const WallLimit late(1e300);
  EXPECT_FALSE(soon.reached());
  std::this_thread::sleep_for(std::chrono::milliseconds(25));
  EXPECT_TRUE(soon.reached());
  EXPECT_FALSE(none.reached());
  EXPECT_FALSE(late.reached());
}

TEST(StopRequest, HasAName) {
  EXPECT_EQ(describe(StopRequest::wall_limit), "the wall-time limit");
  EXPECT_EQ(describe(StopRequest::user_signal), "signal USR1");
}

}  // namespace
}  // namespace starling
