// The neighbour list against all pairs: in boxes of every shape, on faces, in parts of a box, with rows of any length.
#include <gtest/gtest.h>

#include "tests/kernels/neighbours/cloud.hpp"

namespace starling {
namespace {

using namespace testing_support;

template <int D>
void expect_complete_rows(const Cloud<D>& cloud, const ListBuilder<D>& builder, double radius) {
  const auto rows = rows_of_list(builder, cloud.range.owned);
  const auto counted = to_host<std::int32_t>(builder.row_length().data(), cloud.range.owned);
  const std::vector<std::int64_t> all = cloud.indices();
  double longest = 0.0;
  for (int d = 0; d < D; ++d) longest = std::max(longest, cloud.box.edge[d]);
  const double generous = radius * (1.0 + 1e-5) + 1e-5 * longest;
  for (std::int64_t i = 0; i < cloud.range.owned; ++i) {
    const auto& row = rows[static_cast<std::size_t>(i)];
    ASSERT_EQ(static_cast<std::size_t>(counted[static_cast<std::size_t>(i)]), row.size()) << "row " << i;
    for (std::size_t k = 1; k < row.size(); ++k) {
      ASSERT_LT(cloud.id[static_cast<std::size_t>(row[k - 1])], cloud.id[static_cast<std::size_t>(row[k])])
          << "row " << i << " is not strictly ascending at " << k;
    }
    std::vector<bool> listed(cloud.id.size(), false);
    for (const std::int32_t j : row) {
      ASSERT_NE(j, i);
      listed[static_cast<std::size_t>(j)] = true;
      ASSERT_LT(distance(cloud.at(i), cloud.at(j), cloud.box), generous) << "a stranger in row " << i;
    }
    for (const std::int64_t j : all) {
      if (j == i || distance(cloud.at(i), cloud.at(j), cloud.box) >= radius) continue;
      ASSERT_TRUE(listed[static_cast<std::size_t>(j)]) << "pair " << i << ", " << j << " is lost";
    }
  }
}

template <int D>
void search(const Box<D>& box, const Region<D>& region, std::int64_t particles, double radius, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto all = scatter(box, particles, radius, random);
  const Cloud<D> cloud = make_cloud(box, region, all, radius, random);
  const ListedCloud<D> listed(cloud, radius, 0.1 * radius);
  expect_complete_rows(cloud, listed.builder, radius);
}

template <class Dimension>
class ListSearch : public ::testing::Test {};
template <int D>
struct Dimension {
  static constexpr int value = D;
};
using Dimensions = ::testing::Types<Dimension<1>, Dimension<2>, Dimension<3>>;
TYPED_TEST_SUITE(ListSearch, Dimensions);

TYPED_TEST(ListSearch, FindsEveryPairInRandomBoxes) {
  constexpr int D = TypeParam::value;
  std::mt19937_64 random(17);
  std::uniform_real_distribution<double> edge(2.0, 9.0);
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Box<D> box{};
    for (int d = 0; d < D; ++d) box.edge[d] = edge(random);
    search(box, whole_box(box), 200 + static_cast<std::int64_t>(seed) * 7, 1.0, seed);
    if (this->HasFatalFailure()) return;
  }
}

TYPED_TEST(ListSearch, FindsEveryPairInFoldedBoxes) {
  constexpr int D = TypeParam::value;
  for (const double edge : {2.0000001, 2.01, 2.5, 2.9999, 3.0, 3.0001}) {
    Box<D> box{};
    for (int d = 0; d < D; ++d) box.edge[d] = edge;
    search(box, whole_box(box), 150, 1.0, 3);
    box.edge[D - 1] = 11.3;
    search(box, whole_box(box), 150, 1.0, 4);
    if (this->HasFatalFailure()) return;
  }
}

TYPED_TEST(ListSearch, FindsEveryPairInLongThinBoxes) {
  constexpr int D = TypeParam::value;
  for (int along = 0; along < D; ++along) {
    for (const double length : {97.3, 40000.0}) {
      Box<D> box{};
      for (int d = 0; d < D; ++d) box.edge[d] = d == along ? length : 2.2;
      search(box, whole_box(box), 400, 1.0, 5);
      if (this->HasFatalFailure()) return;
    }
  }
}

TYPED_TEST(ListSearch, FindsEveryPairInParts) {
  constexpr int D = TypeParam::value;
  std::mt19937_64 random(23);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Box<D> box{};
    Region<D> region{};
    for (int d = 0; d < D; ++d) {
      box.edge[d] = 2.1 + 9.0 * uniform(random);
      region.lower[d] = uniform(random) < 0.3 ? 0.0 : 0.5 * box.edge[d] * uniform(random);
      region.upper[d] = uniform(random) < 0.3 ? box.edge[d] : region.lower[d] + 0.5 * box.edge[d] * uniform(random);
    }
    search(box, region, 300, 1.0, seed);
    if (this->HasFatalFailure()) return;
  }
}

TYPED_TEST(ListSearch, RowsMayBeLong) {
  constexpr int D = TypeParam::value;
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = 3.3;
  // Beyond the rows that slices sort together, and beyond the buffer of selected candidates.
  for (const std::int64_t particles : {60, 260, 700, 1500}) {
    search(box, whole_box(box), particles, 1.0, static_cast<std::uint64_t>(particles));
    if (this->HasFatalFailure()) return;
  }
}

TYPED_TEST(ListSearch, BuilderMayBeReusedAsRowsGrowAndShrink) {
  constexpr int D = TypeParam::value;
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = 4.7;
  std::mt19937_64 random(5);
  ListBuilder<D> builder;
  for (const std::int64_t particles : {30, 900, 64, 1, 400, 100}) {
    const auto all = scatter(box, particles, 1.0, random);
    const Cloud<D> cloud = make_cloud(box, whole_box(box), all, 1.0, random);
    const auto position = to_device(cloud.position);
    const auto id = to_device(cloud.id);
    builder.build(make_cell_grid(cloud.region, box, 1.0, particles), {cloud.range, position.data(), id.data()}, box,
                  1.1);
    expect_complete_rows(cloud, builder, 1.0);
    if (this->HasFatalFailure()) return;
  }
}

TYPED_TEST(ListSearch, AllPairsWithAnInfiniteRadius) {
  constexpr int D = TypeParam::value;
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = 7.0;
  std::mt19937_64 random(6);
  const auto all = scatter(box, 150, 1.0, random);
  const double everything = std::numeric_limits<double>::infinity();
  const Cloud<D> cloud = make_cloud(box, whole_box(box), all, 1.0, random);
  const ListedCloud<D> listed(cloud, everything, 0.0);
  for (const auto& row : rows_of_list(listed.builder, cloud.range.owned)) EXPECT_EQ(row.size(), 149u);
}

TYPED_TEST(ListSearch, InteriorSlicesSeeNothingAcrossTheFaces) {
  constexpr int D = TypeParam::value;
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = D == 3 ? 8.0 : 60.0;
  std::mt19937_64 random(8);
  auto all = scatter(box, 64 * 12, 1.0, random);
  std::sort(all.begin(), all.end());  // In one dimension whole slices lie inside.
  const Cloud<D> cloud = make_cloud(box, whole_box(box), all, 1.0, random);
  const ListedCloud<D> listed(cloud, 1.0, 0.2);
  const auto interior =
      to_host<std::uint8_t>(listed.builder.list().interior, whole_blocks(cloud.range.owned) / slice_lanes);
  int marked = 0;
  for (std::int64_t i = 0; i < cloud.range.owned; ++i) {
    if (interior[static_cast<std::size_t>(i / slice_lanes)] == 0) continue;
    ++marked;
    for (int d = 0; d < D; ++d) {
      ASSERT_GT(cloud.at(i)[d], 1.2);
      ASSERT_LT(cloud.at(i)[d], box.edge[d] - 1.2);
    }
  }
  if (D == 1) {
    EXPECT_GT(marked, 100);
  }
}

}  // namespace
}  // namespace starling
