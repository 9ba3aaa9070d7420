// The memory that a node can still have, and the refusal of runs that need more.
#include "engine/runtime/memory.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

namespace starling {
namespace {

TEST(Memory, AvailableIsSomeAndNoMoreThanThereIs) {
  const auto available = available_memory();
  ASSERT_TRUE(available.has_value());
  EXPECT_GT(*available, 1e6);
  EXPECT_LE(*available, static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE)));
}

TEST(Memory, WhatFitsIsNotRefused) {
  const Communicator world(MPI_COMM_WORLD);
  EXPECT_NO_THROW(require_memory(world, 1e6));
  EXPECT_NO_THROW(require_memory(world, 0.0));
}

TEST(Memory, TheRanksOfANodeShareIt) {
  const Communicator world(MPI_COMM_WORLD);
  const double all = *available_memory();
  // Each alone would fit, if there were several; together they do not, and all say so.
  try {
    require_memory(world, world.size() == 1 ? 1e18 : 2.0 * all / world.size());
    FAIL() << "was not refused";
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.agreed());
    EXPECT_EQ(failure.code(), ExitCode::internal_error);
    EXPECT_EQ(failure.kind(), FailureKind::out_of_memory);
    const std::string sentence = failure.what();
    EXPECT_TRUE(sentence.starts_with("there is not enough memory: ")) << sentence;
    EXPECT_NE(sentence.find(world.size() == 1 ? "1 rank on one node needs" : " ranks on one node need"),
              std::string::npos)
        << sentence;
  }
}

}  // namespace
}  // namespace starling
