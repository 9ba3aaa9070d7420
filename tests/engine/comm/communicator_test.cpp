// Collectives whose results must not depend on the number of ranks, and failures that all ranks share.
#include "engine/comm/communicator.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace starling {
namespace {

TEST(Communicator, ReducesIntegers) {
  const Communicator world(MPI_COMM_WORLD);
  const std::int64_t ranks = world.size();
  EXPECT_EQ(world.sum(world.rank() + std::int64_t{1}), ranks * (ranks + 1) / 2);
  EXPECT_EQ(world.maximum(std::int64_t{-5} - world.rank()), -5);
  EXPECT_EQ(world.exclusive_prefix_sum(world.rank() + std::int64_t{1}), world.rank() * (world.rank() + 1) / 2);
  std::vector<std::int64_t> values = {world.rank(), std::numeric_limits<std::int64_t>::min() / 8};
  world.sum(std::span<std::int64_t>(values));
  EXPECT_EQ(values[0], ranks * (ranks - 1) / 2);
  EXPECT_EQ(values[1], ranks * (std::numeric_limits<std::int64_t>::min() / 8));
}

TEST(Communicator, MaximumOfDoublesKeepsBitsAndSpreadsNan) {
  const Communicator world(MPI_COMM_WORLD);
  const int last = world.size() - 1;
  for (const double value : {-1.5e-310, 0.1, -7e300, std::numeric_limits<double>::infinity()}) {
    const double mine = world.rank() == last ? value : -std::numeric_limits<double>::infinity();
    EXPECT_EQ(world.maximum(mine), value);
  }
  EXPECT_FALSE(std::signbit(world.maximum(world.rank() == last ? 0.0 : -0.0)));
  for (const double sign : {1.0, -1.0}) {
    const double nan = std::copysign(std::numeric_limits<double>::quiet_NaN(), sign);
    EXPECT_TRUE(std::isnan(world.maximum(world.rank() == last ? nan : 1e308)));
  }
}

TEST(Communicator, AnyIsTrueIfOneRankSaysSo) {
  const Communicator world(MPI_COMM_WORLD);
  EXPECT_TRUE(world.any(world.rank() == world.size() - 1));
  EXPECT_FALSE(world.any(false));
}

TEST(Communicator, BroadcastsTextOfRankZero) {
  const Communicator world(MPI_COMM_WORLD);
  std::string text("line\0two", 8);
  text.append(100000, 'x');
  EXPECT_EQ(world.broadcast(world.is_root() ? text : "ignored"), text);
  EXPECT_EQ(world.broadcast(world.is_root() ? "" : "ignored"), "");
}

TEST(Communicator, GathersByRank) {
  const Communicator world(MPI_COMM_WORLD);
  const auto values = world.gather_all(10 * world.rank());
  ASSERT_EQ(values.size(), static_cast<std::size_t>(world.size()));
  for (std::size_t rank = 0; rank < values.size(); ++rank) EXPECT_EQ(values[rank], 10 * static_cast<int>(rank));
}

TEST(Communicator, ExchangesMessagesOfDifferentLengths) {
  const Communicator world(MPI_COMM_WORLD);
  const auto ranks = static_cast<std::size_t>(world.size());
  const auto self = static_cast<std::size_t>(world.rank());
  const auto length = [](std::size_t from, std::size_t to) { return from == to + 1 ? 0 : 50000 * from + 3 * to; };
  const auto content = [](std::size_t from, std::size_t to) { return static_cast<std::byte>(16 * from + to); };
  for (int repetition = 0; repetition < 3; ++repetition) {
    std::vector<std::vector<std::byte>> messages(ranks);
    for (std::size_t to = 0; to < ranks; ++to) messages[to].assign(length(self, to), content(self, to));
    const auto received = world.exchange(messages);
    ASSERT_EQ(received.size(), ranks);
    for (std::size_t from = 0; from < ranks; ++from) {
      EXPECT_EQ(received[from], std::vector<std::byte>(length(from, self), content(from, self)));
    }
  }
}

TEST(Communicator, SplitsByColour) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator part = world.split(world.rank() % 2);
  EXPECT_EQ(part.size(), (world.size() + (world.rank() % 2 == 0 ? 1 : 0)) / 2);
  EXPECT_EQ(part.rank(), world.rank() / 2);
  EXPECT_EQ(part.maximum(std::int64_t{world.rank() % 2}), world.rank() % 2);
}

TEST(Communicator, AgreesOnTheLowestRanksFailure) {
  const Communicator world(MPI_COMM_WORLD);
  const int first = world.size() > 1 ? 1 : 0;
  try {
    world.together([&] {
      if (world.rank() >= first) fail(ExitCode::blow_up, "rank {} lost a particle", world.rank());
    });
    FAIL() << "no failure";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::blow_up);
    EXPECT_EQ(failure.what(), fmt::format("rank {} lost a particle", first));
    EXPECT_TRUE(failure.agreed());
  }
}

TEST(Communicator, AgreesOnAFailuresFieldsToo) {
  const Communicator world(MPI_COMM_WORLD);
  const auto agreed = [&](auto&& action) {
    try {
      world.together([&] {
        if (world.rank() == world.size() - 1) action();
      });
    } catch (const Failure& failure) {
      return failure;
    }
    return Failure(ExitCode::success, "no failure");
  };
  const Failure about = agreed([] { fail_about("model.phi", "model.phi = {} is too large", 2); });
  EXPECT_EQ(about.code(), ExitCode::bad_input);
  EXPECT_EQ(about.key(), "model.phi");
  EXPECT_EQ(about.kind(), FailureKind::ordinary);
  EXPECT_STREQ(about.what(), "model.phi = 2 is too large");
  const Failure poor = agreed([] { throw std::bad_alloc(); });
  EXPECT_EQ(poor.code(), ExitCode::internal_error);
  EXPECT_EQ(poor.kind(), FailureKind::out_of_memory);
  EXPECT_EQ(poor.key(), "");
  EXPECT_TRUE(poor.agreed());
  EXPECT_EQ(poor.reworded("too large").kind(), FailureKind::out_of_memory);
}

TEST(Communicator, TogetherTurnsOtherExceptionsIntoInternalErrors) {
  const Communicator world(MPI_COMM_WORLD);
  try {
    world.together([&] {
      if (world.rank() == world.size() - 1) throw std::out_of_range("vector::at");
    });
    FAIL() << "no failure";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::internal_error);
    EXPECT_STREQ(failure.what(), "vector::at");
  }
}

TEST(Communicator, TogetherIsSilentWhenAllIsWell) {
  const Communicator world(MPI_COMM_WORLD);
  int calls = 0;
  EXPECT_NO_THROW(world.together([&] { ++calls; }));
  EXPECT_EQ(calls, 1);
}

TEST(Communicator, MovesItsGroup) {
  Communicator world(MPI_COMM_WORLD);
  const Communicator moved(std::move(world));
  EXPECT_EQ(moved.sum(std::int64_t{1}), moved.size());
}

}  // namespace
}  // namespace starling
