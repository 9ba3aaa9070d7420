// Batches, schedules and exchanges of temperatures by themselves.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "drivers/sgmcmc/chains/batches.hpp"
#include "drivers/sgmcmc/chains/temperature_swaps.hpp"
#include "drivers/sgmcmc/targets/energy_target.hpp"
#include "engine/statistics/mean_and_error.hpp"
#include "kernels/energies/gaussian.hpp"
#include "kernels/random/key.hpp"

namespace starling::sgmcmc {
namespace {

std::vector<random::Key> keys(int count) {
  std::vector<random::Key> all;
  for (int c = 0; c < count; ++c) all.push_back(random::make_key(3, 0, static_cast<std::uint32_t>(c)));
  return all;
}

std::vector<std::int64_t> batch(Batches& batches, std::size_t chain, std::uint64_t evaluation) {
  const auto found = batches.of(chain, evaluation);
  return {found.begin(), found.end()};
}

TEST(Batches, HaveNoItemTwiceInAnEpoch) {
  Batches batches(23, 5, BatchLaw::epochs, keys(2));  // four batches, three items left out
  std::set<std::vector<std::int64_t>> seen;
  for (std::uint64_t epoch = 0; epoch < 6; ++epoch) {
    std::vector<std::int64_t> items;
    for (std::uint64_t k = 0; k < 4; ++k) {
      const auto found = batch(batches, 0, 4 * epoch + k);
      ASSERT_EQ(found.size(), 5U);
      EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
      items.insert(items.end(), found.begin(), found.end());
    }
    seen.insert(items);
    std::sort(items.begin(), items.end());
    EXPECT_EQ(std::unique(items.begin(), items.end()), items.end());
    EXPECT_GE(items.front(), 0);
    EXPECT_LT(items.back(), 23);
  }
  EXPECT_EQ(seen.size(), 6U) << "epochs differ";
}

TEST(Batches, AreAFunctionOfChainAndEvaluation) {
  Batches forwards(40, 7, BatchLaw::epochs, keys(3));
  Batches backwards(40, 7, BatchLaw::epochs, keys(3));
  std::vector<std::vector<std::int64_t>> found;
  for (std::uint64_t t = 0; t < 30; ++t) found.push_back(batch(forwards, 1, t));
  for (std::uint64_t t = 30; t-- > 0;) EXPECT_EQ(batch(backwards, 1, t), found[t]);
  EXPECT_NE(batch(forwards, 0, 3), batch(forwards, 2, 3));
}

TEST(Batches, OfAllItemsAreTheWholeData) {
  Batches whole(10, 10, BatchLaw::independent, keys(1));
  EXPECT_TRUE(whole.of(0, 5).empty());
  Batches unset(10, 0, BatchLaw::epochs, keys(1));
  EXPECT_TRUE(unset.of(0, 5).empty());
}

/// Each item is as likely as any other, at five standard errors.
TEST(Batches, AreFair) {
  for (const BatchLaw law : {BatchLaw::epochs, BatchLaw::independent}) {
    Batches batches(20, 3, law, keys(1));
    std::vector<double> count(20, 0.0);
    constexpr int draws = 12000;
    for (std::uint64_t t = 0; t < draws; ++t) {
      for (const std::int64_t item : batches.of(0, t)) count[static_cast<std::size_t>(item)] += 1.0;
    }
    const double mean = 3.0 * draws / 20.0;
    for (const double of_item : count) EXPECT_NEAR(of_item, mean, 5.0 * std::sqrt(mean));
  }
}

/// Two batches one after the other have an item in common as often as n^2 / N, at five standard errors; halves of an epoch
/// have none.
TEST(Batches, AreIndependentWhereTheyAreAskedToBe) {
  constexpr int draws = 8000;
  for (const BatchLaw law : {BatchLaw::epochs, BatchLaw::independent}) {
    Batches batches(8, 4, law, keys(1));
    std::vector<double> common;
    for (std::uint64_t t = 0; t < draws; t += 2) {
      const auto one = batch(batches, 0, t);
      const auto other = batch(batches, 0, t + 1);
      std::vector<std::int64_t> both;
      std::set_intersection(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(both));
      common.push_back(static_cast<double>(both.size()));
    }
    const MeanAndError found = mean_and_error(common);
    if (law == BatchLaw::epochs) {
      EXPECT_EQ(found.mean, 0.0);
    } else {
      EXPECT_NEAR(found.mean, 2.0, 5.0 * found.error);
    }
  }
}

TEST(StepSchedule, FallsByItsPowerAndThenStays) {
  const StepSchedule schedule{0.1, 0.5, 4.0};
  EXPECT_NEAR(schedule.at(0, 96), 0.1 * std::sqrt(100.0 / 4.0), 1e-15);
  EXPECT_NEAR(schedule.at(12, 96), 0.1 * std::sqrt(100.0 / 16.0), 1e-15);
  EXPECT_EQ(schedule.at(96, 96), 0.1);
  EXPECT_EQ(schedule.at(1000, 96), 0.1);
  EXPECT_EQ((StepSchedule{0.1, 0.0, 1.0}.at(0, 96)), 0.1);
}

/// Ladders of three rungs on a target that is not looked at.
class Ladders {
 public:
  explicit Ladders(double temperature = 1.0, double energy_variance = 0.0)
      : target_(energies::Gaussian::from({1, {1.0}}), {}),
        plan_({.seed = 5, .count = 2, .temperature = temperature}, {0.1}, {{1.0, 2.0, 5.0}, 10, energy_variance},
              no_sampler(), target_) {}

  [[nodiscard]] const EnsemblePlan& plan() const { return plan_; }

 private:
  class Nothing final : public Sampler {
    void begin(ChainSet&, const Unit&) const override {}
    void advance(ChainSet&, const Unit&) const override {}
  };
  static std::unique_ptr<Sampler> no_sampler() { return std::make_unique<Nothing>(); }

  EnergyTarget<energies::Gaussian> target_;
  EnsemblePlan plan_;
};

TEST(TemperatureSwaps, AlwaysBringALowerEnergyToALowerTemperature) {
  const Ladders ladders;
  for (std::int64_t round = 0; round < 50; ++round) {
    std::vector<std::int64_t> rungs{0, 1, 2, 2, 0, 1};
    // By member; the second ladder's members are on rungs 2, 0, 1.
    const std::vector<double> falling{9.0, 5.0, 1.0, 1.0, 9.0, 5.0};
    const auto attempts = swap_temperatures(ladders.plan(), round, falling, rungs);
    ASSERT_EQ(attempts.size(), 2U);
    for (const SwapAttempt& attempt : attempts) EXPECT_TRUE(attempt.done);
    EXPECT_EQ(attempts[0].lower, round % 2 == 0 ? 0 : 1);
    EXPECT_EQ(attempts[1].lower, round % 2 == 0 ? 4 : 5);
    EXPECT_EQ(rungs, round % 2 == 0 ? (std::vector<std::int64_t>{1, 0, 2, 2, 1, 0})
                                    : (std::vector<std::int64_t>{0, 2, 1, 1, 0, 2}));
  }
}

TEST(TemperatureSwaps, TakeAHigherEnergyAsOftenAsTheRuleSays) {
  struct Row {
    double temperature, variance;
  };
  const std::vector<double> rising{1.0, 2.0, 3.0, 1.0, 2.0, 3.0};
  for (const Row& row : {Row{1.0, 0.0}, Row{0.5, 0.0}, Row{1.0, 0.6}, Row{0.5, 0.4}}) {
    const Ladders ladders(row.temperature, row.variance);
    int done = 0;
    constexpr int rounds = 20000;
    for (std::int64_t round = 0; round < 2 * rounds; round += 2) {
      std::vector<std::int64_t> rungs{0, 1, 2, 0, 1, 2};
      done += swap_temperatures(ladders.plan(), round, rising, rungs)[0].done ? 1 : 0;
    }
    const double delta = (1.0 - 0.5) / row.temperature;
    const double exact = std::exp(-delta * (1.0 + delta * row.variance));
    EXPECT_NEAR(done / static_cast<double>(rounds), exact, 5.0 * std::sqrt(exact * (1.0 - exact) / rounds))
        << "T = " << row.temperature << ", sigma^2 = " << row.variance;
  }
}

TEST(TemperatureSwaps, SayWhichPairOfRungsTried) {
  const Ladders ladders;
  const std::vector<double> energies(6, 1.0);
  std::vector<std::int64_t> rungs{2, 0, 1, 0, 1, 2};
  const auto attempts = swap_temperatures(ladders.plan(), 1, energies, rungs);
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0].rung, 1);
  EXPECT_EQ(attempts[0].lower, 2);
}

TEST(TemperatureSwaps, LeaveChainsWithoutAnEnergyAlone) {
  const Ladders ladders;
  std::vector<std::int64_t> rungs{0, 1, 2, 0, 1, 2};
  const std::vector<double> energies{9.0, NAN, 1.0, 9.0, 5.0, 1.0};
  for (const std::int64_t round : {0, 1}) {
    EXPECT_FALSE(swap_temperatures(ladders.plan(), round, energies, rungs)[0].done);
  }
  EXPECT_EQ(rungs[1], 1);
}

}  // namespace
}  // namespace starling::sgmcmc
