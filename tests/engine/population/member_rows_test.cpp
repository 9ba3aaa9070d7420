// Rows of a file find the ranks that work on their members.
#include "engine/population/member_rows.hpp"

#include <gtest/gtest.h>

namespace starling {
namespace {

TEST(MemberRows, EveryRankGetsItsRowsOfItsMembers) {
  const Communicator world(MPI_COMM_WORLD);
  constexpr int width = 3;
  for (const std::int64_t members : {1, 2, 3, 5, 8}) {
    for (const std::int64_t rows_each : {1, 2, 7, 100}) {
      const RankGroups groups(world, members);
      const RowBlock block = rows_of(members * rows_each, world);
      std::vector<double> rows;
      for (std::int64_t k = block.first; k < block.first + block.count; ++k) {
        for (int c = 0; c < width; ++c) rows.push_back(static_cast<double>(10 * k + c));
      }
      const std::vector<double> found = scatter_rows(groups, rows_each, block, rows, width);
      const RowBlock mine = rows_of(rows_each, groups.group());
      std::vector<double> expected;
      for (std::int64_t member = groups.first(); member < groups.first() + groups.count(); ++member) {
        for (std::int64_t k = 0; k < mine.count; ++k) {
          const std::int64_t row = member * rows_each + mine.first + k;
          for (int c = 0; c < width; ++c) expected.push_back(static_cast<double>(10 * row + c));
        }
      }
      EXPECT_EQ(found, expected) << members << " members of " << rows_each;
    }
  }
}

}  // namespace
}  // namespace starling
