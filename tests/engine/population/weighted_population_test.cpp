// Sums of weights, generations that follow each other, and what becomes of weights that cannot be used.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <string>

#include "tests/engine/population/resampling_oracle.hpp"
#include "tests/engine/population/weighted_groups.hpp"
#include "tests/support/not_finite.hpp"

namespace starling {
namespace {

using namespace testing_support;

std::vector<double> mixed_weights(std::int64_t particles, double spread) {
  std::mt19937_64 generator(static_cast<std::uint64_t>(particles));
  std::normal_distribution<double> normal;
  std::vector<double> log_weight(static_cast<std::size_t>(particles));
  for (double& value : log_weight) value = 1000.0 + spread * normal(generator);
  return log_weight;
}

TEST(WeightedPopulation, WeighsLikeOneProcess) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::int64_t particles : {1, 2, 3, 65, 1000, 20011}) {
    for (const double spread : {0.0, 1.0, 30.0}) {
      const auto log_weight = mixed_weights(particles, spread);
      WeightedPopulation population(world, particles, 1);
      number_particles(population, log_weight);
      const WeightSums sums = population.weigh(population.log_weight());

      const auto weight = oracle_weights(log_weight);
      std::vector<std::int64_t> cumulative(weight.size());
      std::partial_sum(weight.begin(), weight.end(), cumulative.begin());
      const RowBlock slots = population.slots();
      const auto own = host_copy(population.cumulative(), slots.count);
      EXPECT_TRUE(std::equal(own.begin(), own.end(), cumulative.begin() + slots.first));
      EXPECT_EQ(population.rank_edges().size(), static_cast<std::size_t>(world.size()) + 1);
      for (int rank = 0; rank <= world.size(); ++rank) {
        const std::int64_t before = rows_of(particles, rank, world.size()).first;
        EXPECT_EQ(population.rank_edges()[rank], before > 0 ? cumulative[before - 1] : 0);
      }
      EXPECT_EQ(sums.total, cumulative.back());
      EXPECT_EQ(sums.largest, *std::max_element(log_weight.begin(), log_weight.end()));

      long double sum = 0.0L;
      long double squares = 0.0L;
      for (const double value : log_weight) {
        sum += std::exp(static_cast<long double>(value) - sums.largest);
        squares += std::exp(2.0L * (static_cast<long double>(value) - sums.largest));
      }
      EXPECT_NEAR(sums.log_mean(), static_cast<double>(sums.largest + std::log(sum / particles)), 1e-12);
      EXPECT_NEAR(sums.effective_sample_size() / static_cast<double>(sum * sum / squares), 1.0, 1e-10);
      EXPECT_EQ(sums.particles, particles);
      if (spread == 0.0) {
        EXPECT_EQ(sums.effective_sample_size(), static_cast<double>(particles));
        EXPECT_EQ(sums.log_mean(), 1000.0);
      }
    }
  }
}

TEST(WeightedPopulation, TakesTheLargestFromItsCaller) {
  const Communicator world(MPI_COMM_WORLD);
  const auto log_weight = mixed_weights(1000, 2.0);
  WeightedPopulation population(world, 1000, 1);
  number_particles(population, log_weight);
  const WeightSums found = population.weigh(population.log_weight());
  const auto own = population.save_log_weights();
  const double largest = own.empty() ? -infinity : *std::max_element(own.begin(), own.end());
  const WeightSums given = population.weigh(population.log_weight(), largest);
  EXPECT_EQ(given.total, found.total);
  EXPECT_EQ(given.squares, found.squares);
  EXPECT_EQ(given.largest, found.largest);
}

TEST(WeightedPopulation, AllImpossibleIsNoFailure) {
  const Communicator world(MPI_COMM_WORLD);
  WeightedPopulation population(world, 9, 1);
  number_particles(population, std::vector<double>(9, -infinity));
  const WeightSums sums = population.weigh(population.log_weight());
  EXPECT_EQ(sums.total, 0);
  EXPECT_EQ(sums.largest, -infinity);
  EXPECT_EQ(sums.log_mean(), -infinity);
  EXPECT_EQ(sums.effective_sample_size(), 0.0);
  EXPECT_THROW(population.resample(Resampling::systematic, random::make_key(1), 0), Failure);
}

TEST(WeightedPopulation, NamesTheFirstWeightItCannotUse) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::size_t first : {0, 1, 700, 998}) {
    for (const bool is_nan : {true, false}) {
      auto log_weight = mixed_weights(1000, 1.0);
      log_weight[first] = is_nan ? nan : infinity;
      log_weight[999] = nan;
      WeightedPopulation population(world, 1000, 1);
      number_particles(population, log_weight);
      const std::string expected =
          "the log weight of particle " + std::to_string(first) + " is " + (is_nan ? "not a number" : "infinite");
      for (const bool known : {false, true}) {
        try {
          known ? population.weigh(population.log_weight(), nan) : population.weigh(population.log_weight());
          FAIL() << "nothing was thrown";
        } catch (const Failure& failure) {
          EXPECT_EQ(failure.code(), ExitCode::blow_up);
          EXPECT_TRUE(failure.agreed());
          EXPECT_EQ(failure.what(), expected);
        }
      }
    }
  }
}

TEST(WeightedPopulation, RefusesImpossibleSizes) {
  const Communicator world(MPI_COMM_WORLD);
  for (const std::int64_t particles : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 31}) {
    EXPECT_THROW(WeightedPopulation(world, particles, 1), Failure) << particles;
  }
}

TEST(WeightedPopulation, RowsComeBack) {
  const Communicator world(MPI_COMM_WORLD);
  WeightedPopulation population(world, 101, 9);
  const auto log_weight = mixed_weights(101, 3.0);
  number_particles(population, log_weight);
  const RowBlock slots = population.slots();
  const auto rows = population.save_rows();
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(9 * slots.count));
  for (std::int64_t j = 0; j < slots.count; ++j) {
    for (int c = 0; c < 9; ++c) EXPECT_EQ(rows[j * 9 + c], state_of(slots.first + j, c));
  }
  const auto weights = population.save_log_weights();
  EXPECT_TRUE(std::equal(weights.begin(), weights.end(), log_weight.begin() + slots.first));
}

/// Some generations of a chaotic map, driven by the states alone; the last states of this rank's slots.
std::vector<double> generations(const Communicator& group, std::int64_t particles, Resampling scheme) {
  constexpr int columns = 3;
  WeightedPopulation population(group, particles, columns);
  number_particles(population, std::vector<double>(static_cast<std::size_t>(particles), 0.0));
  const std::int64_t count = population.slots().count;
  for (std::int64_t time = 0; time < 40; ++time) {
    const auto now = host_copy(population.now(), columns * population.now_stride());
    std::vector<double> log_weight(static_cast<std::size_t>(count));
    for (std::int64_t j = 0; j < count; ++j) log_weight[j] = 8.0 * std::fmod(now[population.now_stride() + j], 1.0);
    std::vector<double> rows = population.save_rows();
    population.load_rows(rows, log_weight);
    population.weigh(population.log_weight());
    if (time % 3 != 2) population.resample(scheme, random::make_key(8), time);
    EXPECT_EQ(population.parent() == nullptr, time % 3 == 2);

    const auto state = host_copy(population.now(), columns * population.now_stride());
    const auto parent = time % 3 == 2 ? std::vector<std::int32_t>() : host_copy(population.parent(), count);
    std::vector<double> next(static_cast<std::size_t>(columns * population.next_stride()));
    for (std::int64_t j = 0; j < count; ++j) {
      const std::int64_t place = parent.empty() ? j : parent[j];
      for (int c = 0; c < columns; ++c) {
        const double own = state[c * population.now_stride() + place];
        const auto slot = static_cast<double>(population.slots().first + j);
        next[c * population.next_stride() + j] = std::fmod(own * 3.7 + 0.01 * slot + 0.3, 2.0 + c);
      }
    }
    Kokkos::deep_copy(Kokkos::View<double*, MemorySpace, Kokkos::MemoryUnmanaged>(population.next(), next.size()),
                      Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(next.data(), next.size()));
    population.swap();
    EXPECT_EQ(population.parent(), nullptr);
  }
  return population.save_rows();
}

TEST(WeightedPopulation, GenerationsDoNotDependOnRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  for (const Resampling scheme :
       {Resampling::systematic, Resampling::stratified, Resampling::multinomial, Resampling::residual}) {
    const std::int64_t particles = 501;
    const auto divided = generations(world, particles, scheme);
    const auto whole = generations(alone, particles, scheme);
    const RowBlock slots = rows_of(particles, world);
    ASSERT_EQ(divided.size(), static_cast<std::size_t>(3 * slots.count));
    EXPECT_TRUE(std::equal(divided.begin(), divided.end(), whole.begin() + 3 * slots.first));
  }
}

/// With independent weights of squared coefficient of variation c, the edge k of p lies sqrt(c N (k/p)(1 - k/p)) z
/// slots off, z standard normal, and as many offspring cross it. Tolerance 5 %, about three standard errors.
TEST(WeightedPopulation, SendsAsFewAsIndependentWeightsAllow) {
  const Communicator world(MPI_COMM_WORLD);
  if (world.size() == 1) GTEST_SKIP() << "nothing is sent";
  constexpr std::int64_t particles = 4000;
  constexpr std::int64_t runs = 2000;
  WeightedPopulation population(world, particles, 1);
  const RowBlock slots = population.slots();
  const std::vector<double> rows(static_cast<std::size_t>(slots.count), 0.0);
  std::mt19937_64 generator(static_cast<std::uint64_t>(100 + world.rank()));
  std::exponential_distribution<double> exponential;  // c = 1
  std::vector<double> log_weight(rows.size());
  std::int64_t arrived = 0;
  for (std::int64_t run = 0; run < runs; ++run) {
    for (double& value : log_weight) value = std::log(exponential(generator));
    population.load_rows(rows, log_weight);
    population.weigh(population.log_weight());
    population.resample(Resampling::systematic, random::make_key(6), run);
    for (const std::int32_t place : host_copy(population.parent(), slots.count))
      arrived += place >= slots.count ? 1 : 0;
  }
  double expected = 0.0;
  for (int k = 1; k < world.size(); ++k) {
    const double share = static_cast<double>(k) / world.size();
    expected += std::sqrt(2.0 / 3.14159265358979 * particles * share * (1.0 - share));
  }
  const double copies = static_cast<double>(world.sum(arrived)) / runs;
  EXPECT_NEAR(copies / expected, 1.0, 0.05);
  const double states = static_cast<double>(world.sum(population.traffic().states_sent)) / runs;
  EXPECT_LT(states, copies);
  EXPECT_EQ(population.traffic().resamplings, runs);
}

}  // namespace
}  // namespace starling
