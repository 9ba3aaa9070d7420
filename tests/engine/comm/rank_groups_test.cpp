// Groups of ranks: every member has its ranks, every rank its members, as evenly as can be.
#include "engine/comm/rank_groups.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

}  // namespace
}  // namespace starling
