// Particles, their records and rows by id: everything comes back as it went in, and losses are noticed.
#include <gtest/gtest.h>

#include <numeric>

#include "engine/population/id_order.hpp"
#include "tests/engine/domain/crowd.hpp"

namespace starling {
namespace {

using namespace testing_support;

TEST(IdOrder, RowOwnersAreThoseOfTheEvenSplit) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::int64_t rows : {1, 2, 3, 7, 100}) {
    const RowBlock block = rows_of(rows, world);
    for (std::int64_t id = 0; id < rows; ++id) {
      const bool mine = id >= block.first && id < block.first + block.count;
      EXPECT_EQ(block_of(id, rows, world.size()) == world.rank(), mine) << "row " << id << " of " << rows;
    }
  }
}

TEST(IdOrder, RowsComeSortedFromAnywhere) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::int64_t count : {1, 3, 50, 1001}) {
    std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
    std::iota(ids.begin(), ids.end(), 0);
    std::shuffle(ids.begin(), ids.end(), std::mt19937_64(4));
    std::vector<double> rows;
    for (std::size_t k = 0; k < ids.size(); ++k) {
      // Ranks hold very different numbers of rows.
      const auto holder =
          static_cast<int>(k * k / (ids.size() * ids.size() / static_cast<std::size_t>(world.size()) + 1));
      if (std::min(holder, world.size() - 1) != world.rank()) continue;
      rows.insert(rows.end(), {static_cast<double>(ids[k]), std::sqrt(static_cast<double>(ids[k])), -0.0});
    }
    const auto sorted = rows_by_id(world, rows, 3, count);
    const RowBlock block = rows_of(count, world);
    ASSERT_EQ(sorted.size(), static_cast<std::size_t>(3 * block.count));
    for (std::int64_t k = 0; k < block.count; ++k) {
      const double* row = sorted.data() + 3 * k;
      EXPECT_EQ(row[0], static_cast<double>(block.first + k));
      EXPECT_EQ(row[1], std::sqrt(row[0]));
      EXPECT_TRUE(std::signbit(row[2]));
    }
  }
}

TEST(IdOrder, NoticesWhatIsMissingOrTwice) {
  const Communicator world(MPI_COMM_WORLD);
  std::vector<double> rows;
  for (int id = 0; id < 10; ++id) {
    if (id % world.size() == world.rank() && id != 4) rows.push_back(id);
  }
  EXPECT_THROW(static_cast<void>(rows_by_id(world, rows, 1, 10)), Failure);
  if (world.is_root()) rows.push_back(5);
  EXPECT_THROW(static_cast<void>(rows_by_id(world, rows, 1, 10)), Failure);
}

template <int D>
void expect_records_come_back(int activity_components, bool origins) {
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = 5.0 + d;
  const Communicator world(MPI_COMM_WORLD);
  const auto all = crowd<D>(box, 333, Shape::uniform, 2);
  const auto holder = [&](std::int64_t) { return world.rank(); };
  Particles<D> particles = share_of<D>(world, all, activity_components, origins, holder);
  const auto layout = record_layout(particles);
  const std::vector<double> saved = save_records(particles);
  ASSERT_EQ(saved.size(), static_cast<std::size_t>(333 * layout.size()));
  std::vector<std::int32_t> order(333);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(9));
  particles.reorder(to_device<std::int32_t>("order", order));
  particles.resize_ghosts(5000);  // Moves everything to larger arrays.
  particles.resize_owned(200);
  const std::vector<double> kept = save_records(particles);
  ASSERT_EQ(kept.size(), static_cast<std::size_t>(200 * layout.size()));
  for (std::size_t k = 0; k < 200; ++k) {
    const auto expected = record_of<D>(layout, all, order[k]);
    ASSERT_TRUE(
        std::equal(expected.begin(), expected.end(), kept.begin() + static_cast<std::ptrdiff_t>(k * expected.size())))
        << "particle " << order[k];
  }
}

TEST(Particles, KeepTheirStateWhenReorderedAndResized) {
  expect_records_come_back<1>(1, true);
  expect_records_come_back<2>(1, false);
  expect_records_come_back<2>(0, true);
  expect_records_come_back<3>(3, true);
}

TEST(Particles, PaddingCopiesTheLastOwned) {
  const Communicator world(MPI_COMM_WORLD);
  const Box<3> box{{4.0, 4.0, 4.0}};
  const auto all = crowd<3>(box, 70, Shape::uniform, 2);
  Particles<3> particles = share_of<3>(world, all, 3, false, [&](std::int64_t) { return world.rank(); });
  particles.fill_padding();
  ASSERT_EQ(particles.ghost_first(), 128);
  const auto position = to_host<double>(particles.now().position, 4 * 128);
  for (std::size_t i = 70; i < 128; ++i) {
    for (std::size_t d = 0; d < 4; ++d) EXPECT_EQ(position[4 * i + d], position[4 * 69 + d]);
  }
}

}  // namespace
}  // namespace starling
