// Convergence of chains against values that ArviZ computes, and against what must be.
#include "engine/statistics/convergence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace starling {
namespace {

/// frac(golden ratio k), k = 1, ..., by rows.
ChainDraws even_numbers() {
  ChainDraws chains(4);
  double k = 0.0;
  for (auto& chain : chains) {
    for (int i = 0; i < 50; ++i) {
      k += 1.0;
      const double product = 0.6180339887498949 * k;
      chain.push_back(product - std::floor(product));
    }
  }
  return chains;
}

/// A first-order autoregression of a linear congruential generator's numbers, seeded by the chain.
ChainDraws autoregressions() {
  ChainDraws chains(4);
  for (std::size_t c = 0; c < chains.size(); ++c) {
    std::uint64_t state = 12345 + c;
    double value = 0.0;
    for (int i = 0; i < 60; ++i) {
      state = (1103515245u * state + 12345u) % (std::uint64_t{1} << 31);
      value = 0.8 * value + (static_cast<double>(state) / 2147483648.0 - 0.5);
      chains[c].push_back(value);
    }
  }
  return chains;
}

void expect_judged(const ChainDraws& chains, double r_hat, double bulk, double tail) {
  const Convergence found = judge_convergence(chains);
  EXPECT_NEAR(found.r_hat, r_hat, 1e-9);
  EXPECT_NEAR(found.bulk_ess, bulk, 1e-9 * bulk);
  EXPECT_NEAR(found.tail_ess, tail, 1e-9 * tail);
}

TEST(Convergence, IsThatOfArvizForEvenNumbers) {
  expect_judged(even_numbers(), 0.9821226310, 460.20599913, 244.61714868);
}

TEST(Convergence, IsThatOfArvizForAutoregressions) {
  expect_judged(autoregressions(), 1.1641981428, 22.75153626, 114.59570580);
}

TEST(Convergence, IsThatOfArvizForAShiftedChain) {
  ChainDraws chains = autoregressions();
  for (double& value : chains.back()) value += 1.0;
  expect_judged(chains, 1.6364963688, 7.54466034, 33.64558559);
}

TEST(Convergence, IsThatOfArvizForAWiderChain) {
  ChainDraws chains = autoregressions();
  for (double& value : chains.back()) value *= 4.0;
  expect_judged(chains, 1.2732438362, 46.37075717, 29.54860183);
}

TEST(Convergence, DoesNotSeeMonotoneMaps) {
  const ChainDraws chains = autoregressions();
  ChainDraws mapped = chains;
  for (auto& chain : mapped) {
    for (double& value : chain) value = value * value * value;
  }
  const Convergence one = judge_convergence(chains);
  const Convergence other = judge_convergence(mapped);
  EXPECT_EQ(one.bulk_ess, other.bulk_ess);
  EXPECT_EQ(one.tail_ess, other.tail_ess);
  EXPECT_NE(one.error, other.error);
}

TEST(Convergence, LeavesOutTheMiddleOfAnOddNumberOfDraws) {
  ChainDraws chains = autoregressions();
  ChainDraws longer = chains;
  for (auto& chain : longer) chain.insert(chain.begin() + 30, 0.01);
  EXPECT_EQ(judge_convergence(chains).bulk_ess, judge_convergence(longer).bulk_ess);
}

TEST(Convergence, HasNothingToSayOfWhatNeverVaries) {
  const Convergence found = judge_convergence({{2.0, 2.0, 2.0, 2.0}, {2.0, 2.0, 2.0, 2.0}});
  EXPECT_EQ(found.mean, 2.0);
  EXPECT_TRUE(std::isnan(found.r_hat));
  EXPECT_TRUE(std::isnan(found.bulk_ess));
  EXPECT_TRUE(std::isnan(found.error));
}

TEST(Convergence, CondemnsChainsThatEachStayWhereTheyAre) {
  ChainDraws chains;
  for (const double value : {0.1, 0.2, 0.3}) chains.emplace_back(14, value);
  const Convergence found = judge_convergence(chains);
  EXPECT_EQ(found.r_hat, std::numeric_limits<double>::infinity());
  EXPECT_NEAR(found.mean, 0.2, 1e-15);
}

TEST(Convergence, SaysWhereASumOfCorrelationsWasCut) {
  const ChainDraws chains = autoregressions();
  const EffectiveSize all = effective_sample_size(chains);
  EXPECT_FALSE(all.bounded);
  const EffectiveSize cut = effective_sample_size(chains, 3);
  EXPECT_TRUE(cut.bounded);
  EXPECT_GT(cut.size, all.size);
  EXPECT_EQ(effective_sample_size(chains, 60).size, all.size);
  EXPECT_EQ(affordable_lags({std::vector<double>(1000, 0.0)}), 2'000'000U);
  EXPECT_EQ(affordable_lags(ChainDraws(60, std::vector<double>(100'000, 0.0))), 1000U);
}

TEST(Convergence, AveragesTheRanksOfEqualValues) {
  // Two values only: whatever their distance, the scores are the same.
  const Convergence one = judge_convergence({{0.0, 1.0, 1.0, 0.0, 1.0, 0.0}, {1.0, 1.0, 0.0, 0.0, 1.0, 0.0}});
  const Convergence other = judge_convergence({{0.0, 9.0, 9.0, 0.0, 9.0, 0.0}, {9.0, 9.0, 0.0, 0.0, 9.0, 0.0}});
  EXPECT_EQ(one.r_hat, other.r_hat);
  EXPECT_EQ(one.bulk_ess, other.bulk_ess);
}

TEST(Convergence, NeedsEquallyLongChains) {
  EXPECT_ANY_THROW(static_cast<void>(judge_convergence({{1.0, 2.0, 3.0, 4.0}, {1.0, 2.0, 3.0}})));
  EXPECT_ANY_THROW(static_cast<void>(judge_convergence({{1.0, 2.0, 3.0}})));
}

}  // namespace
}  // namespace starling
