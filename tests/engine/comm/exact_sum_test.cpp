// Order-free sums: the same bits for every permutation and partition, and close to the exact sum.
#include "engine/comm/exact_sum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace starling {
namespace {

struct Values {
  Kokkos::View<double*> data;
  KOKKOS_INLINE_FUNCTION double operator()(std::int64_t i) const { return data(static_cast<std::size_t>(i)); }
};

Values on_device(const std::vector<double>& values) {
  const Kokkos::View<double*> device("values", values.size());
  const auto host = Kokkos::create_mirror_view(device);
  for (std::size_t i = 0; i < values.size(); ++i) host(i) = values[i];
  Kokkos::deep_copy(device, host);
  return {device};
}

// This rank's share when `weights` says how unevenly to share.
std::vector<double> share(const Communicator& world, const std::vector<double>& all, const std::vector<int>& weights) {
  const auto ranks = static_cast<std::size_t>(world.size());
  std::vector<double> mine;
  std::size_t total = 0;
  for (std::size_t r = 0; r < ranks; ++r) total += static_cast<std::size_t>(weights[r % weights.size()]);
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::size_t place = i * total / all.size();
    std::size_t owner = 0;
    while (place >= static_cast<std::size_t>(weights[owner % weights.size()])) {
      place -= static_cast<std::size_t>(weights[owner++ % weights.size()]);
    }
    if (owner == static_cast<std::size_t>(world.rank())) mine.push_back(all[i]);
  }
  return mine;
}

double batch_sum(const Communicator& world, std::int64_t global_count, const std::vector<double>& mine) {
  ExactSumBatch batch(world, global_count);
  batch.add(static_cast<std::int64_t>(mine.size()), on_device(mine));
  return batch.reduce().front();
}

std::vector<double> wild_values(std::size_t count, int exponent_range) {
  std::mt19937_64 generator(7);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double mantissa = static_cast<double>(static_cast<std::int64_t>(generator())) * 0x1p-63;
    const auto exponent = static_cast<int>(generator() % static_cast<std::uint64_t>(2 * exponent_range + 1));
    values.push_back(std::ldexp(mantissa, exponent - exponent_range));
  }
  return values;
}

// Neumaier's compensated sum of the descending magnitudes in long double, rounded once.
double reference_sum(const std::vector<double>& values, int largest_exponent) {
  long double sum = 0.0L;
  long double compensation = 0.0L;
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end(), [](double a, double b) { return std::abs(a) > std::abs(b); });
  for (const double value : sorted) {
    const long double scaled = std::ldexp(static_cast<long double>(value), -largest_exponent);
    const long double next = sum + scaled;
    compensation += std::abs(sum) >= std::abs(scaled) ? (sum - next) + scaled : (scaled - next) + sum;
    sum = next;
  }
  return static_cast<double>(std::ldexp(sum + compensation, largest_exponent));
}

TEST(ExactSum, HasTheSameBitsInEveryOrderAndPartition) {
  const Communicator world(MPI_COMM_WORLD);
  std::vector<double> values = wild_values(1001, 40);
  const Communicator alone = world.split(world.rank());
  const double expected = exact_sum(alone, values);
  std::mt19937_64 generator(11);
  for (const auto& weights : std::vector<std::vector<int>>{{1}, {5, 1}, {1, 0, 3}, {2, 0, 0, 1}}) {
    std::shuffle(values.begin(), values.end(), generator);
    const auto mine = share(world, values, weights);
    ASSERT_EQ(world.sum(static_cast<std::int64_t>(mine.size())), 1001);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(exact_sum(world, mine)), std::bit_cast<std::uint64_t>(expected));
    EXPECT_EQ(std::bit_cast<std::uint64_t>(batch_sum(world, 1001, mine)), std::bit_cast<std::uint64_t>(expected));
  }
}

TEST(ExactSum, IsTheRoundedExactSum) {
  const Communicator world(MPI_COMM_WORLD);
  for (const int range : {0, 3, 15}) {
    const auto values = wild_values(5000, range);
    EXPECT_EQ(exact_sum(world, share(world, values, {2, 1})), reference_sum(values, range)) << range;
  }
}

TEST(ExactSum, SurvivesCancellation) {
  const Communicator world(MPI_COMM_WORLD);
  // 2^60 times the smallest value: in plain doubles the ones would be lost.
  const std::vector<double> values = {0x1p60, 1.0, -0x1p60, 0x1p-40};
  EXPECT_EQ(exact_sum(world, share(world, values, {1})), 1.0 + 0x1p-40);
  // Below N 2^(e-2b) of the largest, here 2^-119, a value is dropped: the documented bound, not an accident.
  EXPECT_EQ(exact_sum(world, share(world, {1e300, -1e300, 1.0}, {1})), 0.0);
  EXPECT_EQ(exact_sum(world, share(world, {1e300, -1e300, 1e290}, {1})), 1e290);
}

TEST(ExactSum, WorksAtTheEndsOfTheRange) {
  const Communicator world(MPI_COMM_WORLD);
  constexpr double largest = std::numeric_limits<double>::max();
  constexpr double smallest = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(exact_sum(world, share(world, {largest, -largest, largest}, {1})), largest);
  EXPECT_EQ(exact_sum(world, share(world, {largest, largest}, {1})), std::numeric_limits<double>::infinity());
  EXPECT_EQ(exact_sum(world, share(world, {smallest, smallest, smallest}, {1})), 3 * smallest);
  EXPECT_EQ(exact_sum(world, share(world, {1e-310, -3e-320}, {1})), 1e-310 - 3e-320);
}

TEST(ExactSum, ZerosAndNothingGivePositiveZero) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::vector<double>& values : {std::vector<double>{}, {-0.0, -0.0, 0.0}, {2.5, -2.5}}) {
    const double sum = exact_sum(world, share(world, values, {1}));
    EXPECT_EQ(sum, 0.0);
    EXPECT_FALSE(std::signbit(sum));
    EXPECT_EQ(std::bit_cast<std::uint64_t>(batch_sum(world, 3, share(world, values, {1}))), 0U);
  }
}

TEST(ExactSum, OneBadValueOnOneRankMakesThatSumNan) {
  const Communicator world(MPI_COMM_WORLD);
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity()}) {
    ExactSumBatch batch(world, 3 * world.size());
    batch.add(3, on_device({1.0, world.rank() == world.size() - 1 ? bad : 2.0, 3.0}));
    batch.add(1, on_device({0.1}));
    const auto sums = batch.reduce();
    EXPECT_TRUE(std::isnan(sums[0]));
    EXPECT_EQ(sums[1], 0.1 * world.size());
  }
}

TEST(ExactSum, BatchKeepsItsSumsApart) {
  const Communicator world(MPI_COMM_WORLD);
  ExactSumBatch batch(world, 2 * world.size());
  const std::size_t first = batch.add(2, on_device({1e20, 1e-20}));
  const std::size_t second = batch.add(2, on_device({-1.5, 0.25}));
  const std::size_t third = batch.add(0, on_device({}));
  const auto sums = batch.reduce();
  ASSERT_EQ(sums.size(), 3U);
  EXPECT_EQ(sums[first], 1e20 * world.size());
  EXPECT_EQ(sums[second], -1.25 * world.size());
  EXPECT_EQ(sums[third], 0.0);
}

TEST(ExactSum, RefusesMoreValuesThanAnnounced) {
  const Communicator world(MPI_COMM_WORLD);
  ExactSumBatch batch(world, 2 * world.size() - 1);
  batch.add(2, on_device({1.0, 1.0}));
  try {
    static_cast<void>(batch.reduce());
    FAIL() << "no failure";
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.agreed());
    EXPECT_EQ(failure.code(), ExitCode::internal_error);
  }
}

}  // namespace
}  // namespace starling
