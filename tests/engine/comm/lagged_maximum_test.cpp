// The lagged maximum: what is posted at one step is what arrives at the next.
#include "engine/comm/lagged_maximum.hpp"

#include <gtest/gtest.h>

namespace starling {
namespace {

TEST(LaggedMaximum, GivesTheMaximumOfTheLastPost) {
  const Communicator world(MPI_COMM_WORLD);
  LaggedMaximum flag(world);
  EXPECT_FALSE(flag.pending());
  for (std::int64_t step = 0; step < 100; ++step) {
    const bool mine = step % world.size() == world.rank();
    flag.post(mine ? 1000 + step : -step);
    EXPECT_TRUE(flag.pending());
    EXPECT_EQ(flag.wait(), 1000 + step);
  }
  EXPECT_FALSE(flag.pending());
}

TEST(LaggedMaximum, OtherCollectivesMayRunInBetween) {
  const Communicator world(MPI_COMM_WORLD);
  LaggedMaximum flag(world);
  flag.post(world.rank());
  EXPECT_EQ(world.sum(std::int64_t{1}), world.size());
  EXPECT_EQ(flag.wait(), world.size() - 1);
}

TEST(LaggedMaximum, MayEndWhilePending) {
  const Communicator world(MPI_COMM_WORLD);
  for (int repetition = 0; repetition < 3; ++repetition) {
    LaggedMaximum flag(world);
    flag.post(world.rank());
  }
  EXPECT_EQ(world.maximum(std::int64_t{world.rank()}), world.size() - 1);
}

TEST(LaggedMaximum, DoesNotHoldUpARankThatFailsAlone) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator lonely = world.split(0);
  const auto fail_while_pending = [&] {
    LaggedMaximum flag(lonely);
    flag.post(1);
    fail(ExitCode::blow_up, "alone");
  };
  // Rank 0 posts a second later than the others have given up waiting; MPI still has their buffers.
  if (world.is_root()) {
    MPI_Barrier(world.handle());
    EXPECT_THROW(fail_while_pending(), Failure);
  } else {
    EXPECT_THROW(fail_while_pending(), Failure);
    MPI_Barrier(world.handle());
  }
  EXPECT_EQ(lonely.sum(std::int64_t{1}), world.size());
}

}  // namespace
}  // namespace starling
