// The progress display: how numbers read, and that it keeps quiet when it should.
#include "engine/runtime/progress.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

namespace starling {
namespace {

TEST(Progress, DurationsAreReadable) {
  EXPECT_EQ(format_duration(3.21), "3.2s");
  EXPECT_EQ(format_duration(-1.0), "0.0s");
  EXPECT_EQ(format_duration(59.97), "1m 00s");
  EXPECT_EQ(format_duration(125.4), "2m 05s");
  EXPECT_EQ(format_duration(3600.0 * 30 + 61.0), "30h 01m 01s");
  EXPECT_EQ(format_duration(std::numeric_limits<double>::infinity()), "unknown");
  EXPECT_EQ(format_duration(std::numeric_limits<double>::quiet_NaN()), "unknown");
}

TEST(Progress, CountsAreReadable) {
  EXPECT_EQ(format_count(12.34), "12.3");
  EXPECT_EQ(format_count(45600.0), "45.6 thousand");
  EXPECT_EQ(format_count(1.38e8), "138 million");
  EXPECT_EQ(format_count(2.5e9), "2.5 billion");
}

TEST(Progress, IsQuietInAShortBatchRun) {
  const Communicator world(MPI_COMM_WORLD);
  testing::internal::CaptureStdout();
  {
    RunLog log(world);
    Progress progress(log, 0, 100000, 10);
    for (std::int64_t step = 1; step <= 100000; ++step) progress.update(step);
    progress.finish();
  }
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST(Progress, RateCountsParticleStepsSinceTheStart) {
  const Communicator world(MPI_COMM_WORLD);
  RunLog log(world);
  const Progress progress(log, 100, 200, 1000);
  const auto start = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const double rate = progress.rate(150);
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_LE(rate, 50 * 1000 / 0.02);
  EXPECT_GE(rate * elapsed, 0.5 * 50 * 1000);
}

}  // namespace
}  // namespace starling
