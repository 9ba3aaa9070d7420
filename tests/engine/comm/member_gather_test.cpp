// What members know reaches rank 0 in the order of the members, from any layout of groups.
#include "engine/comm/member_gather.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace starling {
namespace {

TEST(MemberGather, ValuesOfAllMembersComeInTheirOrder) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::int64_t members : {1, 2, 3, 5, 9}) {
    const RankGroups groups(world, members);
    std::vector<nlohmann::json> own;
    std::vector<double> numbers;
    for (std::int64_t k = groups.first(); k < groups.first() + groups.count(); ++k) {
      own.push_back({{"member", k}, {"value", 0.1 * static_cast<double>(k)}, {"text", std::string(k, 'x')}});
      // Members differ in how much they know; members of one group need not tell it twice.
      for (std::int64_t n = 0; n < k; ++n) numbers.push_back(static_cast<double>(k) + 0.25);
    }
    const nlohmann::json all = gather_json(groups, own);
    const std::vector<double> values = gather_values(groups, numbers);
    if (!world.is_root()) {
      EXPECT_TRUE(all.empty());
      EXPECT_TRUE(values.empty());
      continue;
    }
    ASSERT_EQ(all.size(), static_cast<std::size_t>(members));
    std::size_t at = 0;
    for (std::int64_t k = 0; k < members; ++k) {
      const auto& value = all.at(static_cast<std::size_t>(k));
      EXPECT_EQ(value.at("member"), k);
      EXPECT_EQ(value.at("value").get<double>(), 0.1 * static_cast<double>(k));
      EXPECT_EQ(value.at("text").get<std::string>().size(), static_cast<std::size_t>(k));
      for (std::int64_t n = 0; n < k; ++n) EXPECT_EQ(values.at(at++), static_cast<double>(k) + 0.25);
    }
    EXPECT_EQ(at, values.size());
  }
}

TEST(MemberGather, UndefinedAndInfiniteNumbersArrive) {
  const Communicator world(MPI_COMM_WORLD);
  const RankGroups groups(world, 1);
  const nlohmann::json all =
      gather_json(groups, {{std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}});
  if (!world.is_root()) return;
  EXPECT_TRUE(std::isnan(all.at(0).at(0).get<double>()));
  EXPECT_EQ(all.at(0).at(1).get<double>(), -std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace starling
