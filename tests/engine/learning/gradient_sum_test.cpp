// Sums of gradients: the same bits for every order and division of blocks, and close to the exact sum.
#include "engine/learning/gradient_sum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "engine/comm/exact_sum.hpp"
#include "tests/engine/learning/bits.hpp"
#include "tests/engine/learning/block_table.hpp"
#include "tests/support/not_finite.hpp"

namespace starling::learning {
namespace {

using testing_support::infinity;
using testing_support::nan;

using namespace testing_support;

template <class Real>
void expect_same_bits_however_dealt(std::uint64_t under_every_compiler) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone = world.split(world.rank());
  const BlockTable<Real> table(37);
  auto order = all_blocks(37);
  const auto expected = sum_of(alone, table, order, 37.0 * 32.0, 37);
  EXPECT_EQ(fingerprint(expected.gradient), under_every_compiler);
  std::mt19937_64 generator(11);
  for (const auto& weights : std::vector<std::vector<std::size_t>>{{1}, {5, 1}, {1, 0, 3}, {2, 0, 0, 1}}) {
    std::shuffle(order.begin(), order.end(), generator);
    const auto mine = share(world, order, weights);
    ASSERT_EQ(world.sum(static_cast<std::int64_t>(mine.size())), 37);
    const auto totals = sum_of(world, table, mine, 37.0 * 32.0, 37);
    EXPECT_EQ(fingerprint(totals.gradient), fingerprint(expected.gradient));
    EXPECT_EQ(fingerprint(totals.statistics), fingerprint(expected.statistics));
    EXPECT_FALSE(totals.not_finite);
  }
}

TEST(GradientSum, HasTheSameBitsHoweverFloatsAreDealt) { expect_same_bits_however_dealt<float>(0x0978a0a6a5df745fu); }
TEST(GradientSum, HasTheSameBitsHoweverDoublesAreDealt) { expect_same_bits_however_dealt<double>(0xc2413de48a70f90eu); }

/// The sum of a parameter over blocks in long double, which is exact for these floats.
template <class Real>
long double reference(const BlockTable<Real>& table, std::size_t parameter) {
  long double sum = 0.0L;
  for (const auto& gradient : table.gradients) sum += static_cast<long double>(gradient[parameter]);
  return sum;
}

TEST(GradientSum, IsTheRoundedExactSumOfFloats) {
  const Communicator world(MPI_COMM_WORLD);
  const BlockTable<float> table(37, 12);
  for (const auto& gradient : table.gradients) {
    // Of 37 blocks and a largest magnitude below 1, 56 bits are kept.
    for (const float g : gradient) ASSERT_EQ(std::ldexp(g, 56), std::trunc(std::ldexp(g, 56)));
  }
  const auto totals = sum_of(world, table, share(world, all_blocks(37), {1}), 3.0, 37);
  for (std::size_t i = 0; i < totals.gradient.size(); ++i) {
    ASSERT_EQ(totals.gradient[i], static_cast<double>(reference(table, i)) / 3.0) << i;
  }
}

TEST(GradientSum, IsWithinItsBoundForDoubles) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::size_t blocks : {std::size_t{1}, std::size_t{37}, std::size_t{64}}) {
    const BlockTable<double> table(blocks);
    const auto totals =
        sum_of(world, table, share(world, all_blocks(blocks), {1}), 1.0, static_cast<std::int64_t>(blocks));
    // Magnitudes are below 1, so e <= 0, and b is 62 - ceil(log2 N).
    const double dropped = static_cast<double>(blocks) * std::ldexp(1.0, blocks == 1 ? -62 : -56);
    for (std::size_t i = 0; i < totals.gradient.size(); ++i) {
      const long double exact = reference(table, i);
      const double rounding = std::abs(static_cast<double>(exact)) * 0x1p-53;
      ASSERT_LE(std::abs(static_cast<double>(totals.gradient[i] - exact)), dropped + rounding) << blocks << " " << i;
    }
  }
}

TEST(GradientSum, AddsStatisticsAsExactSums) {
  const Communicator world(MPI_COMM_WORLD);
  const BlockTable<float> table(21);
  const auto mine = share(world, all_blocks(21), {1});
  const auto totals = sum_of(world, table, mine, 7.0, 21);
  ASSERT_EQ(totals.statistics.size(), 4U);
  for (std::size_t k = 0; k < 4; ++k) {
    std::vector<double> values;
    for (const std::size_t b : mine) values.push_back(table.statistics[b][k]);
    EXPECT_EQ(totals.statistics[k], exact_sum(world, values)) << k;
  }
}

/// One block on one rank is bad: its parameters' sums are NaN and it is named, the others are as without it.
template <class Real>
void expect_bad_value_found(double bad) {
  const Communicator world(MPI_COMM_WORLD);
  BlockTable<Real> table(9);
  const auto good = sum_of(world, table, share(world, all_blocks(9), {1}), 2.0, 9);
  table.gradients[8][625] = static_cast<Real>(bad);
  const auto totals = sum_of(world, table, share(world, all_blocks(9), {1}), 2.0, 9);
  ASSERT_TRUE(totals.not_finite);
  EXPECT_EQ(*totals.not_finite, "biases");
  for (std::size_t i = 0; i < totals.gradient.size(); ++i) {
    if (i >= 620 && i < 627) {
      EXPECT_TRUE(std::isnan(totals.gradient[i])) << i;
    } else {
      EXPECT_EQ(totals.gradient[i], good.gradient[i]) << i;
    }
  }
  EXPECT_EQ(totals.statistics, good.statistics);
}

TEST(GradientSum, SaysWhatIsNotFinite) {
  for (const double bad : {nan, -nan, infinity, -infinity}) {
    expect_bad_value_found<float>(bad);
    expect_bad_value_found<double>(bad);
  }
}

TEST(GradientSum, MakesOneBadStatisticNan) {
  const Communicator world(MPI_COMM_WORLD);
  BlockTable<float> table(5);
  table.statistics[4][1] = infinity;
  const auto totals = sum_of(world, table, share(world, all_blocks(5), {1}), 2.0, 5);
  EXPECT_TRUE(std::isnan(totals.statistics[1]));
  EXPECT_TRUE(std::isfinite(totals.statistics[0]));
  EXPECT_FALSE(totals.not_finite);
}

TEST(GradientSum, OfNothingAndOfZerosIsPositiveZero) {
  const Communicator world(MPI_COMM_WORLD);
  BlockTable<double> table(2);
  for (auto& gradient : table.gradients) std::fill(gradient.begin(), gradient.end(), -0.0);
  table.gradients[0][0] = 2.5;
  table.gradients[1][0] = -2.5;
  for (const auto& blocks : {std::vector<std::size_t>{}, std::vector<std::size_t>{0, 1}}) {
    const auto totals = sum_of(world, table, share(world, blocks, {1}), 2.0, 2);
    for (const double g : totals.gradient) ASSERT_EQ(std::bit_cast<std::uint64_t>(g), 0U);
  }
  GradientSum sum(world, table.layout, 1);
  const auto totals = sum.reduce(BlockGradients<float>{0, nullptr, 0}, 1.0);
  EXPECT_EQ(totals.gradient, std::vector<double>(table.gradients[0].size(), 0.0));
  EXPECT_TRUE(totals.statistics.empty());
}

TEST(GradientSum, WorksAtTheEndsOfTheRange) {
  const Communicator world(MPI_COMM_WORLD);
  BlockTable<double> table(3);
  constexpr double largest = std::numeric_limits<double>::max();
  constexpr double smallest = std::numeric_limits<double>::denorm_min();
  for (auto& gradient : table.gradients) {
    std::fill(gradient.begin(), gradient.begin() + 620, largest);
    std::fill(gradient.begin() + 620, gradient.end(), -smallest);
  }
  for (std::size_t i = 0; i < 620; ++i) table.gradients[1][i] = -largest;
  const auto totals = sum_of(world, table, share(world, all_blocks(3), {1}), 1.0, 3);
  EXPECT_EQ(totals.gradient[0], largest);
  EXPECT_EQ(totals.gradient[620], -3 * smallest);
}

TEST(GradientSum, TakesScalesFromEachParameterBlock) {
  const Communicator world(MPI_COMM_WORLD);
  BlockTable<float> table(2);
  for (auto& gradient : table.gradients) {
    std::fill(gradient.begin(), gradient.end(), 1e-30F);
    gradient[0] = 1e30F;
  }
  const auto totals = sum_of(world, table, share(world, all_blocks(2), {1}), 1.0, 2);
  EXPECT_EQ(totals.gradient[0], 2.0 * static_cast<double>(1e30F));
  EXPECT_EQ(totals.gradient[1], 0.0);  // below 2^-61 of the largest of its block
  EXPECT_EQ(totals.gradient[620], 2.0 * static_cast<double>(1e-30F));
}

TEST(GradientSum, CanBeUsedAgain) {
  const Communicator world(MPI_COMM_WORLD);
  const BlockTable<float> table(6);
  const auto mine = share(world, all_blocks(6), {1});
  std::vector<float> gradients;
  for (const std::size_t b : mine)
    gradients.insert(gradients.end(), table.gradients[b].begin(), table.gradients[b].end());
  const auto device = on_device(gradients);
  const BlockGradients<float> own{static_cast<std::int64_t>(mine.size()), device.data(), table.layout.size()};
  GradientSum sum(world, table.layout, 6);
  const auto first = sum.reduce(own, 6.0);
  static_cast<void>(sum.reduce(BlockGradients<float>{0, nullptr, 0}, 1.0));
  EXPECT_EQ(sum.reduce(own, 6.0).gradient, first.gradient);
}

TEST(GradientSum, RefusesMoreBlocksThanAnnounced) {
  const Communicator world(MPI_COMM_WORLD);
  const BlockTable<float> table(4);
  try {
    static_cast<void>(sum_of(world, table, share(world, all_blocks(4), {1}), 1.0, 3));
    FAIL() << "no failure";
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.agreed());
    EXPECT_EQ(failure.code(), ExitCode::internal_error);
  }
}

}  // namespace
}  // namespace starling::learning
