// Groups of ranks: every member has its ranks, every rank its members, as evenly as can be.
#include "engine/comm/rank_groups.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace starling {
namespace {

class Groups : public testing::Test {
 protected:
  Communicator world{MPI_COMM_WORLD};
};

TEST_F(Groups, EachMemberBelongsToOneGroup) {
  for (const std::int64_t members : {1, 2, 3, 4, 5, 7, 100}) {
    const RankGroups groups(world, members);
    EXPECT_EQ(groups.groups(), std::min<std::int64_t>(members, world.size()));
    std::vector<std::int64_t> leaders(static_cast<std::size_t>(members), 0);
    for (std::int64_t m = groups.first(); m < groups.first() + groups.count(); ++m) {
      if (groups.group().is_root()) ++leaders.at(static_cast<std::size_t>(m));
    }
    world.sum(std::span(leaders));
    EXPECT_EQ(leaders, std::vector<std::int64_t>(static_cast<std::size_t>(members), 1)) << members << " members";
  }
}

TEST_F(Groups, BothSplitsAreEven) {
  for (const std::int64_t members : {1, 2, 3, 5, 8, 13}) {
    const RankGroups groups(world, members);
    const std::int64_t most = world.maximum(groups.count());
    const std::int64_t least = -world.maximum(-groups.count());
    EXPECT_GE(least, 1);
    EXPECT_LE(most - least, 1);
    const std::int64_t largest = world.maximum(std::int64_t{groups.group().size()});
    const std::int64_t smallest = -world.maximum(-std::int64_t{groups.group().size()});
    EXPECT_LE(largest - smallest, 1);
    if (members >= world.size()) {
      EXPECT_EQ(largest, 1) << "ranks share members although there are enough";
    }
  }
}

TEST_F(Groups, EveryRankKnowsWhoWorksOnAMember) {
  for (const std::int64_t members : {1, 2, 3, 5, 6}) {
    const RankGroups groups(world, members);
    std::vector<std::int64_t> first_rank(static_cast<std::size_t>(members), 0);
    std::vector<std::int64_t> ranks(static_cast<std::size_t>(members), 0);
    for (std::int64_t m = groups.first(); m < groups.first() + groups.count(); ++m) {
      ranks.at(static_cast<std::size_t>(m)) = 1;
      if (groups.group().is_root()) first_rank.at(static_cast<std::size_t>(m)) = world.rank();
    }
    world.sum(std::span(first_rank));
    world.sum(std::span(ranks));
    for (std::int64_t m = 0; m < members; ++m) {
      EXPECT_EQ(groups.first_rank_of(m), first_rank[static_cast<std::size_t>(m)]) << "member " << m;
      EXPECT_EQ(groups.ranks_of(m), ranks[static_cast<std::size_t>(m)]) << "member " << m;
    }
  }
}

TEST_F(Groups, NoMembersIsBadInput) {
  try {
    const RankGroups groups(world, 0);
    FAIL() << "accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::bad_input);
  }
}

TEST_F(Groups, AFailureOfOneGroupIsThrownOnAllRanks) {
  for (const std::int64_t members : {1, 2, 3, 5}) {
    const RankGroups groups(world, members);
    const auto attempt = [&](std::int64_t failing) {
      std::string sentence;
      try {
        groups.together([&] {
          groups.group().together([&] {
            if (groups.first() <= failing && failing < groups.first() + groups.count()) {
              fail(ExitCode::blow_up, "member {} failed", failing);
            }
          });
        });
      } catch (const Failure& failure) {
        EXPECT_TRUE(failure.agreed());
        EXPECT_EQ(failure.code(), ExitCode::blow_up);
        sentence = failure.what();
      }
      return sentence;
    };
    EXPECT_EQ(attempt(members), "") << "nobody failed";
    for (std::int64_t m = 0; m < members; ++m) EXPECT_EQ(attempt(m), "member " + std::to_string(m) + " failed");
  }
}

TEST_F(Groups, WhatOneRankOfAGroupThrowsAloneIsNotWaitedFor) {
  const RankGroups groups(world, 1);
  if (world.size() == 1) {
    EXPECT_THROW(groups.together([] { throw std::runtime_error("alone"); }), Failure);
  } else {
    // Every rank throws here, so that the test ends; none of them has agreed with the others.
    EXPECT_THROW(groups.together([] { fail(ExitCode::file_error, "alone"); }), Failure);
    EXPECT_THROW(groups.together([] { throw std::runtime_error("alone"); }), std::runtime_error);
  }
}

}  // namespace
}  // namespace starling
