// The last word of a failing run: once, on rank 0, the code on every rank. (MPI_Abort needs a process of its own.)
#include "engine/runtime/report.hpp"

#include <gtest/gtest.h>

#include <Kokkos_Core.hpp>
#include <new>
#include <stdexcept>

namespace starling {
namespace {

TEST(Guarded, ReturnsTheBodysCode) {
  const Communicator world(MPI_COMM_WORLD);
  EXPECT_EQ(guarded(world, [] { return ExitCode::success; }), 0);
  EXPECT_EQ(guarded(world, [] { return ExitCode::interrupted; }), 75);
}

TEST(Guarded, TellsAnAgreedFailureOnce) {
  const Communicator world(MPI_COMM_WORLD);
  testing::internal::CaptureStderr();
  const int code = guarded(world, [&]() -> ExitCode {
    world.together([&] {
      if (world.rank() == world.size() - 1) fail(ExitCode::bad_input, "no such key: {}", "a");
    });
    return ExitCode::success;
  });
  EXPECT_EQ(code, 2);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), world.is_root() ? "starling: no such key: a\n" : "");
}

TEST(Guarded, ASingleRankAlwaysAgrees) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone = world.split(world.rank());
  testing::internal::CaptureStderr();
  EXPECT_EQ(guarded(alone, []() -> ExitCode { fail(ExitCode::file_error, "disk full"); }), 4);
  EXPECT_EQ(guarded(alone, []() -> ExitCode { throw std::logic_error("oops"); }), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "starling: disk full\nstarling: oops\n");
}

TEST(MemoryThatRanOut, IsAKindOfFailure) {
  EXPECT_EQ(as_failure(std::bad_alloc()).kind(), FailureKind::out_of_memory);
  EXPECT_EQ(as_failure(std::bad_alloc()).what(), std::string(not_enough_memory));
  EXPECT_EQ(as_failure(std::length_error("vector")).kind(), FailureKind::ordinary);
  // Words make no kind.
  const Failure told(ExitCode::file_error, std::string(not_enough_memory));
  EXPECT_EQ(as_failure(told).kind(), FailureKind::ordinary);
  EXPECT_EQ(as_failure(told.of_kind(FailureKind::out_of_memory)).kind(), FailureKind::out_of_memory);
  try {
    const Kokkos::View<double*, Kokkos::HostSpace> huge(Kokkos::view_alloc(Kokkos::WithoutInitializing, "huge"),
                                                        std::size_t{1} << 50);
    FAIL() << "a pebibyte was to be had";
  } catch (const std::exception& error) {
    EXPECT_EQ(as_failure(error).kind(), FailureKind::out_of_memory) << error.what();
  }
}

}  // namespace
}  // namespace starling
