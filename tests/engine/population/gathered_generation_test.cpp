// Gathered generations against those of a single rank.
#include "engine/population/gathered_generation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "engine/population/records.hpp"

namespace starling {
namespace {

/// A population of `particles` with two columns, every third weight zero, and one number per slot.
struct Sample {
  WeightedPopulation population;
  WeightSums sums;
  DeviceArray<double> extra;

  Sample(const Communicator& group, std::int64_t particles) : population(group, particles, 2) {
    std::mt19937_64 generator(static_cast<std::uint64_t>(particles));
    std::vector<double> rows, log_weights, extras;
    for (std::int64_t j = 0; j < particles; ++j) {
      for (int c = 0; c < 3; ++c) (c < 2 ? rows : extras).push_back(0.25 * static_cast<double>(generator() % 1000));
      log_weights.push_back(j % 3 == 1 ? -std::numeric_limits<double>::infinity()
                                       : -1e-2 * static_cast<double>(generator() % 1000));
    }
    const RowBlock& slots = population.slots();
    const auto row = rows.begin() + 2 * slots.first;
    const auto log_weight = log_weights.begin() + slots.first;
    population.load_rows({row, row + 2 * slots.count}, {log_weight, log_weight + slots.count});
    sums = population.weigh(population.log_weight());
    extra = to_device<double>("extra", std::span<const double>(extras).subspan(slots.first, slots.count));
  }
};

/// Everything that was gathered, in host memory.
struct Gathered {
  std::vector<double> states, weights, extras;
  std::vector<AliasEntry> choices;
  int shift;

  bool operator==(const Gathered&) const = default;
};

Gathered gather(const Communicator& group, std::int64_t particles) {
  const Sample sample(group, particles);
  GatheredGeneration generation(group, particles, 2);
  generation.gather(present_generation(sample.population, sample.extra.data()), sample.sums);
  const WholeGeneration whole = generation.whole();
  EXPECT_EQ(whole.count, particles);
  EXPECT_EQ(whole.stride, particles);
  EXPECT_TRUE(group.size() > 1 || generation.bytes_sent() == 0);
  return {to_host(whole.state, 2 * particles), to_host(whole.weight, particles), to_host(generation.extra(), particles),
          to_host(whole.choice, particles), whole.shift};
}

TEST(GatheredGeneration, IsTheSameOnEveryRankCount) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  for (const std::int64_t particles : {1, 2, 3, 5, 64, 1001})
    EXPECT_EQ(gather(world, particles), gather(alone, particles));
}

TEST(GatheredGeneration, HoldsThePopulation) {
  const Communicator alone(MPI_COMM_SELF);
  const Sample sample(alone, 1001);
  const Gathered gathered = gather(alone, 1001);
  const std::vector<double> rows = sample.population.save_rows();
  const std::vector<double> log_weights = sample.population.save_log_weights();
  EXPECT_EQ(gathered.shift, sample.sums.shift);
  EXPECT_EQ(gathered.extras, to_host(sample.extra.data(), 1001));
  double total = 0.0;
  for (int k = 0; k < 1001; ++k) {
    EXPECT_EQ(gathered.states[k], rows[2 * k]);
    EXPECT_EQ(gathered.states[1001 + k], rows[2 * k + 1]);
    const double weight = std::exp(log_weights[k] - sample.sums.largest) * std::ldexp(1.0, sample.sums.shift);
    EXPECT_NEAR(gathered.weights[k], weight, 1e-12 * weight + 1.0);
    total += gathered.weights[k];
  }
  EXPECT_NEAR(total, static_cast<double>(sample.sums.total), 1e-12 * total);
}

TEST(GatheredGeneration, CountsWhatLeavesARank) {
  const Communicator world(MPI_COMM_WORLD);
  const Sample sample(world, 100);
  GatheredGeneration generation(world, 100, 2);
  generation.gather(present_generation(sample.population), sample.sums);
  EXPECT_EQ(generation.bytes_sent(), 8 * 3 * sample.population.slots().count * (world.size() - 1));
}

}  // namespace
}  // namespace starling
