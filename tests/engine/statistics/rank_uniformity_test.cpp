// Ranks by hand.
#include "engine/statistics/rank_uniformity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace starling {
namespace {

TEST(RankUniformity, OfEveryRankOnceNothingIsSaid) {
  std::vector<std::int64_t> ranks;
  for (std::int64_t rank = 0; rank < 20; ++rank) ranks.push_back(rank);
  const RankUniformity found = judge_ranks(ranks, 19);
  EXPECT_EQ(found.z, 0.0);
  EXPECT_EQ(found.chi_square, 0.0);
  EXPECT_EQ(found.counts, (std::array<std::int64_t, 5>{4, 4, 4, 4, 4}));
}

TEST(RankUniformity, CountsAndMeanAreThoseByHand) {
  // The mean 3 instead of 4.5; the variance of a rank is (100 - 1) / 12.
  const std::vector<std::int64_t> ranks = {0, 1, 2, 3, 9};
  const RankUniformity found = judge_ranks(ranks, 9);
  EXPECT_EQ(found.counts, (std::array<std::int64_t, 5>{2, 2, 0, 0, 1}));
  EXPECT_NEAR(found.z, -1.5 / std::sqrt(99.0 / 12.0 / 5.0), 1e-14);
  EXPECT_NEAR(found.chi_square, 1.0 + 1.0 + 1.0 + 1.0 + 0.0, 1e-14);
}

}  // namespace
}  // namespace starling
