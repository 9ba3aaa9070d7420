// The parts of the box: they tile it, every rank agrees on them, and they hold equal shares of any cloud.
#include "engine/domain/decomposition.hpp"

#include <gtest/gtest.h>

#include "tests/engine/domain/crowd.hpp"

namespace starling {
namespace {

using namespace testing_support;

template <int D>
Decomposition<D> decompose(const Communicator& world, const Box<D>& box, const std::vector<double>& all) {
  std::vector<double> mine;
  const auto count = static_cast<std::int64_t>(all.size()) / packed_stride<D>;
  const RowBlock rows = rows_of(count, world);
  mine.assign(all.begin() + rows.first * packed_stride<D>, all.begin() + (rows.first + rows.count) * packed_stride<D>);
  return Decomposition<D>(world, box, mine);
}

template <int D>
std::int32_t owner(const Decomposition<D>& decomposition, const double* point) {
  const auto cuts =
      to_host<BisectionCut>(decomposition.cuts().data(), static_cast<std::int64_t>(decomposition.cuts().size()));
  return bisection_owner(cuts.data(), decomposition.root(), point);
}

template <int D>
void expect_tiling(const Communicator& world, const Decomposition<D>& decomposition, const Box<D>& box) {
  const auto& regions = decomposition.regions();
  ASSERT_EQ(regions.size(), static_cast<std::size_t>(world.size()));
  double volume = 0.0;
  double whole = 1.0;
  for (int d = 0; d < D; ++d) whole *= box.edge[d];
  for (const Region<D>& region : regions) {
    double part = 1.0;
    for (int d = 0; d < D; ++d) {
      ASSERT_GE(region.lower[d], 0.0);
      ASSERT_LT(region.lower[d], region.upper[d]);
      ASSERT_LE(region.upper[d], box.edge[d]);
      ASSERT_EQ(world.maximum(region.lower[d]), -world.maximum(-region.lower[d])) << "ranks disagree";
      ASSERT_EQ(world.maximum(region.upper[d]), -world.maximum(-region.upper[d])) << "ranks disagree";
      part *= region.upper[d] - region.lower[d];
    }
    volume += part;
  }
  EXPECT_NEAR(volume, whole, 1e-12 * whole);
  std::vector<double> points = crowd<D>(box, 500, Shape::uniform, 77);
  for (const Region<D>& region : regions) {
    points.insert(points.end(), region.lower, region.lower + D);
    if (D == 3) points.push_back(0.0);
  }
  for (std::size_t at = 0; at < points.size(); at += packed_stride<D>) {
    int holders = 0;
    for (const Region<D>& region : regions) holders += contains(region, points.data() + at) ? 1 : 0;
    ASSERT_EQ(holders, 1) << "a point belongs to one region";
    const std::int32_t found = owner(decomposition, points.data() + at);
    ASSERT_TRUE(contains(regions[static_cast<std::size_t>(found)], points.data() + at));
  }
}

template <int D>
double imbalance(const Communicator& world, const Decomposition<D>& decomposition, const std::vector<double>& all) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(world.size()), 0);
  for (std::size_t at = 0; at < all.size(); at += packed_stride<D>) {
    ++counts[static_cast<std::size_t>(owner(decomposition, all.data() + at))];
  }
  const auto total = static_cast<double>(all.size()) / packed_stride<D>;
  return static_cast<double>(*std::max_element(counts.begin(), counts.end())) * world.size() / total;
}

template <int D>
void expect_balance(const Box<D>& box) {
  const Communicator world(MPI_COMM_WORLD);
  for (const Shape shape : {Shape::uniform, Shape::clustered}) {
    const auto all = crowd<D>(box, 8000, shape, 3);
    const Decomposition<D> decomposition = decompose(world, box, all);
    expect_tiling(world, decomposition, box);
    // A sixteenth of the uniform crowd shares a coordinate, and no cut divides it.
    EXPECT_LT(imbalance(world, decomposition, all), shape == Shape::uniform ? 1.3 : 1.01);
  }
}

TEST(Decomposition, TilesAndBalancesOnALine) { expect_balance<1>({{10.0}}); }
TEST(Decomposition, TilesAndBalancesInThePlane) { expect_balance<2>({{10.0, 37.0}}); }
TEST(Decomposition, TilesAndBalancesInSpace) { expect_balance<3>({{10.0, 7.0, 7.0}}); }

TEST(Decomposition, TilesWithoutParticlesAndWithAllInOnePlace) {
  const Communicator world(MPI_COMM_WORLD);
  const Box<2> box{{3.0, 5.0}};
  expect_tiling(world, decompose<2>(world, box, {}), box);
  expect_tiling(world, decompose<2>(world, box, {1.0, 1.0}), box);
  expect_tiling(world, decompose<2>(world, box, crowd<2>(box, 300, Shape::point, 1)), box);
  expect_tiling(world, decompose<2>(world, box, std::vector<double>(400, 0.0)), box);
}

TEST(Decomposition, OfAnEmptyBoxGivesEveryRankItsShareOfSpace) {
  const Communicator world(MPI_COMM_WORLD);
  const Box<1> box{{12.0}};
  const Decomposition<1> decomposition = decompose<1>(world, box, {});
  for (const Region<1>& region : decomposition.regions()) {
    EXPECT_NEAR(region.upper[0] - region.lower[0], 12.0 / world.size(), 1e-6);
  }
}

}  // namespace
}  // namespace starling
