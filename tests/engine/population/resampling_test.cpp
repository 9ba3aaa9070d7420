// Every scheme on any number of ranks gives each slot the parent that one process finds from the definition.
#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <random>

#include "tests/engine/population/resampling_oracle.hpp"
#include "tests/engine/population/weighted_groups.hpp"

namespace starling {
namespace {

using namespace testing_support;

constexpr double impossible = -std::numeric_limits<double>::infinity();

void resample(WeightedPopulation& population, OracleScheme scheme, random::Key key, std::int64_t time) {
  switch (scheme) {
    case OracleScheme::systematic:
      return population.resample(Resampling::systematic, key, time);
    case OracleScheme::stratified:
      return population.resample(Resampling::stratified, key, time);
    case OracleScheme::multinomial:
      return population.resample(Resampling::multinomial, key, time);
    case OracleScheme::residual:
      return population.resample(Resampling::residual, key, time);
    case OracleScheme::conditional:
      return population.resample_conditionally(key, time);
  }
}

/// Unique (parent, rank) pairs in which a parent of this rank has offspring on another rank.
std::int64_t pairs_leaving(const std::vector<std::int64_t>& offspring, const RowBlock& slots, int rank, int ranks) {
  std::int64_t pairs = 0;
  std::int64_t begin = 0;
  for (std::int64_t i = 0; i < slots.total; ++i) {
    const std::int64_t end = begin + offspring[i];
    for (int other = 0; other < ranks && i >= slots.first && i < slots.first + slots.count; ++other) {
      const RowBlock held = rows_of(slots.total, other, ranks);
      const bool common = std::max(begin, held.first) < std::min(end, held.first + held.count);
      pairs += common && other != rank ? 1 : 0;
    }
    begin = end;
  }
  return pairs;
}

void expect_parents(WeightedPopulation& population, const std::vector<double>& log_weight, OracleScheme scheme,
                    random::Key key, std::int64_t time) {
  const RowBlock slots = population.slots();
  number_particles(population, log_weight);
  population.weigh(population.log_weight());
  const std::int64_t sent_before = population.traffic().states_sent;
  const std::int64_t bytes_before = population.traffic().bytes_sent;
  resample(population, scheme, key, time);

  const auto offspring = oracle_offspring(scheme, oracle_weights(log_weight), key, time);
  ASSERT_EQ(std::accumulate(offspring.begin(), offspring.end(), std::int64_t{0}), slots.total);
  std::vector<double> expected;
  std::int64_t slot = 0;
  for (std::int64_t i = 0; i < slots.total; ++i) {
    for (std::int64_t copy = 0; copy < offspring[i]; ++copy, ++slot) {
      if (slot < slots.first || slot >= slots.first + slots.count) continue;
      for (int c = 0; c < population.columns(); ++c) expected.push_back(state_of(i, c));
    }
  }
  ASSERT_EQ(parent_rows(population), expected);
  const auto& group = population.group();
  const std::int64_t sent = population.traffic().states_sent - sent_before;
  EXPECT_EQ(sent, pairs_leaving(offspring, slots, group.rank(), group.size()));
  EXPECT_EQ(population.traffic().bytes_sent - bytes_before, sent * (8 * population.columns() + 4));
}

std::vector<std::vector<double>> hard_weights(std::int64_t particles) {
  const auto count = static_cast<std::size_t>(particles);
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> cases{std::vector<double>(count, 0.5)};
  for (const double spread : {0.3, 1.0, 20.0}) {
    auto& mixed = cases.emplace_back(count);
    for (double& value : mixed) value = -300.0 + spread * normal(generator);
  }
  for (const std::size_t one : {std::size_t{0}, count / 2, count - 1}) {
    cases.emplace_back(count, impossible)[one] = -1e9;  // all the weight
    cases.emplace_back(count, -3.0)[one] = 3.0;         // much of it
  }
  auto& zeros = cases.emplace_back(count, impossible);
  for (std::size_t i = count / 3; i < count; i += 3) zeros[i] = normal(generator);
  auto& rising = cases.emplace_back(count);
  for (std::size_t i = 0; i < count; ++i) rising[i] = 12.0 * static_cast<double>(i) / static_cast<double>(count);
  cases.emplace_back(rising.rbegin(), rising.rend());
  return cases;
}

class EveryScheme : public testing::TestWithParam<OracleScheme> {};

TEST_P(EveryScheme, FindsTheParentsOfTheDefinition) {
  const Communicator world(MPI_COMM_WORLD);
  const random::Key key = random::make_key(11, 2);
  std::int64_t time = 0;
  for (const std::int64_t particles : {1, 2, 3, 5, 64, 129, 1000, 5003}) {
    WeightedPopulation population(world, particles, 1 + static_cast<int>(particles % 9));
    for (const auto& log_weight : hard_weights(particles)) {
      SCOPED_TRACE(testing::Message() << particles << " particles, time " << time);
      expect_parents(population, log_weight, GetParam(), key, ++time);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST_P(EveryScheme, TakesFewParticlesManyTimes) {
  const Communicator world(MPI_COMM_WORLD);
  std::mt19937_64 generator(9);
  std::normal_distribution<double> normal;
  for (const std::int64_t particles : {7, 10}) {
    WeightedPopulation population(world, particles, 2);
    std::vector<double> log_weight(static_cast<std::size_t>(particles));
    for (std::int64_t time = 0; time < 300; ++time) {
      for (double& value : log_weight) value = 1.5 * normal(generator);
      SCOPED_TRACE(testing::Message() << particles << " particles, time " << time);
      expect_parents(population, log_weight, GetParam(), random::make_key(3), time);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

std::string scheme_name(const testing::TestParamInfo<OracleScheme>& scheme) {
  switch (scheme.param) {
    case OracleScheme::systematic:
      return "Systematic";
    case OracleScheme::stratified:
      return "Stratified";
    case OracleScheme::multinomial:
      return "Multinomial";
    case OracleScheme::residual:
      return "Residual";
    case OracleScheme::conditional:
      return "Conditional";
  }
  return "";
}

INSTANTIATE_TEST_SUITE_P(Resampling, EveryScheme,
                         testing::Values(OracleScheme::systematic, OracleScheme::stratified, OracleScheme::multinomial,
                                         OracleScheme::residual, OracleScheme::conditional),
                         scheme_name);

TEST(Resampling, EqualWeightsMoveNothing) {
  const Communicator world(MPI_COMM_WORLD);
  for (const Resampling scheme : {Resampling::systematic, Resampling::stratified, Resampling::residual}) {
    WeightedPopulation population(world, 10007, 3);
    number_particles(population, std::vector<double>(10007, -40.0));
    for (std::int64_t time = 0; time < 20; ++time) {
      population.weigh(population.log_weight());
      population.resample(scheme, random::make_key(5), time);
      const auto parent = host_copy(population.parent(), population.slots().count);
      for (std::size_t j = 0; j < parent.size(); ++j) ASSERT_EQ(parent[j], static_cast<std::int32_t>(j));
    }
    EXPECT_EQ(population.traffic().states_sent, 0);
    EXPECT_EQ(population.traffic().resamplings, 20);
  }
}

}  // namespace
}  // namespace starling
