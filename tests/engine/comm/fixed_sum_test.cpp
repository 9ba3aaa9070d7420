// Sums at a declared scale: exact, whatever the order and the ranks, and NaN where a term does not fit.
#include "engine/comm/fixed_sum.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "engine/comm/even_split.hpp"

namespace starling {
namespace {

/// Numbers whose plain sum depends on the order.
std::vector<double> numbers(int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(std::ldexp(std::sin(1.7 * i), (i * 7) % 40 - 20));
  return values;
}

double shared_sum(const Communicator& world, const std::vector<double>& values, bool backwards) {
  FixedSum sum(world, 30, static_cast<std::int64_t>(values.size()));
  sum.begin(1);
  const int rank = backwards ? world.size() - 1 - world.rank() : world.rank();
  const RowBlock own = rows_of(static_cast<std::int64_t>(values.size()), rank, world.size());
  for (std::int64_t k = 0; k < own.count; ++k) {
    const std::int64_t at = own.first + (backwards ? own.count - 1 - k : k);
    sum.add(0, std::span(&values[static_cast<std::size_t>(at)], 1));
  }
  return sum.reduce().front();
}

TEST(FixedSum, HasTheSameBitsInEveryOrderAndIsExact) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  const std::vector<double> values = numbers(1000);
  long double exact = 0.0L;
  for (const double value : values) exact += value;
  const double found = shared_sum(world, values, false);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(found), std::bit_cast<std::uint64_t>(shared_sum(world, values, true)));
  EXPECT_EQ(std::bit_cast<std::uint64_t>(found), std::bit_cast<std::uint64_t>(shared_sum(alone, values, true)));
  EXPECT_NEAR(found, static_cast<double>(exact), 1e-15 * std::abs(static_cast<double>(exact)));
}

TEST(FixedSum, KeepsItsSumsApart) {
  const Communicator world(MPI_COMM_WORLD);
  FixedSum sum(world, 4, 2 * world.size());
  sum.begin(3);
  sum.add(1, std::vector<double>{1.5, -0.25});
  sum.add(0, std::vector<double>{0.125});
  const double ranks = world.size();
  EXPECT_EQ(sum.reduce(), (std::vector<double>{0.125 * ranks, 1.5 * ranks, -0.25 * ranks}));
  sum.begin(1);
  EXPECT_EQ(sum.reduce(), std::vector<double>{0.0});
}

TEST(FixedSum, IsNotANumberWhereATermDoesNotFit) {
  const Communicator world(MPI_COMM_WORLD);
  for (const double term : {16.0, -16.0, static_cast<double>(INFINITY), static_cast<double>(NAN)}) {
    FixedSum sum(world, 4, world.size());
    sum.begin(2);
    // One rank's is enough.
    sum.add(0, std::vector<double>{world.is_root() ? term : 1.0, 15.0});
    const std::vector<double> sums = sum.reduce();
    EXPECT_TRUE(std::isnan(sums[0]));
    EXPECT_EQ(sums[1], 15.0 * world.size());
  }
}

}  // namespace
}  // namespace starling
