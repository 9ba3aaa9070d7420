// Draws from the prior and Metropolis moves: by hand, in blocks of any width, and as rows of whole chains.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/targets/metropolis.hpp"
#include "kernels/targets/registry.hpp"

namespace starling {
namespace {

constexpr random::Key metropolis_key{17, 4};

/// Flat above zero, impossible below.
struct HalfLine {
  static constexpr const char* name = "half_line";
  static constexpr bool needs_data = false;
  struct Parameters {};
  int dimension = 1;

  [[nodiscard]] STARLING_FUNCTION int start_normals() const { return 1; }
  template <int Lanes>
  STARLING_FUNCTION void start(const double (*normal)[Lanes], double (*state)[Lanes]) const {
    for (int lane = 0; lane < Lanes; ++lane) state[0][lane] = math::absolute(normal[0][lane]);
  }
  template <int Lanes>
  STARLING_FUNCTION void log_prior(const double (*)[Lanes], double* log_density) const {
    for (int lane = 0; lane < Lanes; ++lane) log_density[lane] = 0.0;
  }
  template <int Lanes>
  STARLING_FUNCTION void log_likelihood(const double (*state)[Lanes], double* log_density) const {
    for (int lane = 0; lane < Lanes; ++lane) log_density[lane] = state[0][lane] > 0.0 ? 0.0 : -__builtin_huge_val();
  }
};

GaussianMixture target_of(int dimension) {
  std::vector<double> means(2 * static_cast<std::size_t>(dimension), 1.0);
  for (std::size_t c = 0; c < static_cast<std::size_t>(dimension); ++c) means[c] = -1.0;
  return GaussianMixture::from({3.0, {0.4, 0.6}, means, {0.7, 1.1}});
}

/// Points in host memory that kernels of the host may use.
struct Table {
  Table(int dimension, std::int64_t points)
      : count(points), values("points", static_cast<std::size_t>((dimension + 2) * points)) {}
  [[nodiscard]] TargetPoints view() const { return {values.data(), count}; }
  [[nodiscard]] double at(int column, std::int64_t point) const { return values(column * count + point); }

  std::int64_t count;
  DeviceArray<double> values;
};

template <int Lanes>
Table started(const GaussianMixture& target, std::int64_t first_slot, std::int64_t count) {
  Table table(target.dimension, count);
  const StartBlocks<GaussianMixture, Lanes> blocks{target, {table.view(), first_slot, count}, metropolis_key};
  for (std::int64_t block = 0; block * Lanes < count; ++block) blocks(block);
  return table;
}

void expect_same(const Table& one, const Table& other) {
  ASSERT_EQ(one.values.extent(0), other.values.extent(0));
  for (std::size_t k = 0; k < one.values.extent(0); ++k) ASSERT_EQ(one.values(k), other.values(k)) << k;
}

MetropolisChains chains_from(const Table& from, std::int64_t first_chain, int dimension) {
  MetropolisChains chains{from.view(), nullptr, first_chain, from.count, 0.6, {}, 40};
  for (int row = 0; row < dimension; ++row) {
    for (int column = 0; column <= row; ++column)
      chains.factor.element[packed_index(row, column)] = row == column ? 0.8 : 0.1 * (row - column);
  }
  return chains;
}

TEST(StartPoints, AreTheSameBitsInBlocksOfAnyWidthAndFromAnySlot) {
  const auto target = target_of(5);
  const Table all = started<32>(target, 0, 70);
  expect_same(all, started<1>(target, 0, 70));
  const Table part = started<32>(target, 11, 59);
  for (std::int64_t j = 0; j < part.count; ++j) {
    for (int c = 0; c < 7; ++c) ASSERT_EQ(part.at(c, j), all.at(c, 11 + j));
  }
  for (int c = 0; c < 5; ++c)
    EXPECT_EQ(all.at(c, 3), 3.0 * random::normal(3, metropolis_key, 0, random::Purpose::target_start, c)) << c;
}

TEST(StartPoints, CarryTheirDensities) {
  const auto target = target_of(2);
  const Table all = started<32>(target, 0, 40);
  for (std::int64_t j = 0; j < all.count; ++j) {
    const double point[most_target_dimensions][1] = {{all.at(0, j)}, {all.at(1, j)}};
    double log_density;
    target.log_prior<1>(point, &log_density);
    EXPECT_EQ(all.at(2, j), log_density);
    target.log_likelihood<1>(point, &log_density);
    EXPECT_EQ(all.at(3, j), log_density);
  }
}

TEST(Metropolis, AMoveIsItsFormula) {
  const auto target = target_of(2);
  const Table from = started<32>(target, 0, 64);
  const MetropolisChains chains = chains_from(from, 0, 2);
  Table to(2, 64);
  const std::int64_t accepted = run_chains(target, chains, {to.view(), 0, 64}, 1, 1, metropolis_key);
  std::int64_t counted = 0;
  for (std::int64_t j = 0; j < 64; ++j) {
    const auto entity = static_cast<std::uint32_t>(j);
    const auto z = [&](int n) {
      return random::normal(entity, metropolis_key, 40, random::Purpose::metropolis_proposal, n);
    };
    const double proposed[most_target_dimensions][1] = {{from.at(0, j) + 0.8 * z(0)},
                                                        {from.at(1, j) + 0.1 * z(0) + 0.8 * z(1)}};
    double log_prior;
    double log_likelihood;
    target.log_prior<1>(proposed, &log_prior);
    target.log_likelihood<1>(proposed, &log_likelihood);
    const auto words =
        random::philox(random::make_counter(entity, 40, random::Purpose::metropolis_acceptance, 0), metropolis_key);
    const double gain = log_prior - from.at(2, j) + 0.6 * (log_likelihood - from.at(3, j));
    const bool accept = std::log((words.w[0] + 0.5) * 0x1p-32) < gain;
    counted += accept ? 1 : 0;
    for (int c = 0; c < 2; ++c) EXPECT_NEAR(to.at(c, j), accept ? proposed[c][0] : from.at(c, j), 1e-14) << j;
    EXPECT_NEAR(to.at(2, j), accept ? log_prior : from.at(2, j), 1e-12);
    EXPECT_NEAR(to.at(3, j), accept ? log_likelihood : from.at(3, j), 1e-12);
  }
  EXPECT_EQ(accepted, counted);
  EXPECT_GT(accepted, 10);
  EXPECT_LT(accepted, 60);
}

template <int Lanes>
std::int64_t run_blocks(const GaussianMixture& target, const MetropolisChains& chains, const ChainSlots& slots,
                        int length, int moves) {
  const ChainBlocks<GaussianMixture, Lanes> blocks{target, chains, slots, length, moves, metropolis_key};
  std::int64_t accepted = 0;
  for (std::int64_t block = 0; block * Lanes < chains.count; ++block) blocks(block, accepted);
  return accepted;
}

TEST(Metropolis, HasTheSameBitsInBlocksOfAnyWidth) {
  for (const int dimension : {1, 3, 16}) {
    const auto target = target_of(dimension);
    const Table from = started<32>(target, 0, 50);
    const MetropolisChains chains = chains_from(from, 0, dimension);
    Table wide(dimension, 50);
    Table narrow(dimension, 50);
    EXPECT_EQ(run_blocks<32>(target, chains, {wide.view(), 0, 50}, 1, 7),
              run_blocks<1>(target, chains, {narrow.view(), 0, 50}, 1, 7));
    expect_same(wide, narrow);
  }
}

TEST(Metropolis, KeepsEveryPointOfALongChainAndDropsWhatIsOutside) {
  constexpr int length = 6;
  const auto target = target_of(2);
  const Table from = started<32>(target, 0, 5);
  const MetropolisChains chains = chains_from(from, 0, 2);
  Table all(2, 5 * length);
  const std::int64_t accepted =
      run_chains(target, chains, {all.view(), 0, 5 * length}, length, length - 1, metropolis_key);
  for (std::int64_t k = 0; k < 5; ++k) {
    for (int c = 0; c < 4; ++c) EXPECT_EQ(all.at(c, k * length), from.at(c, k));
  }
  // Two ranks that share chain 2 see the same points, and count each chain once.
  Table low(2, 15);
  Table high(2, 15);
  const std::int64_t accepted_low = run_chains(target, chains, {low.view(), 0, 15}, length, length - 1, metropolis_key);
  const std::int64_t accepted_high =
      run_chains(target, chains, {high.view(), 15, 15}, length, length - 1, metropolis_key);
  EXPECT_EQ(accepted_low + accepted_high, accepted);
  for (std::int64_t slot = 0; slot < 30; ++slot) {
    for (int c = 0; c < 4; ++c) EXPECT_EQ((slot < 15 ? low.at(c, slot) : high.at(c, slot - 15)), all.at(c, slot));
  }
}

TEST(Metropolis, NeverMovesToAnImpossiblePoint) {
  const Table from = [] {
    Table table(1, 64);
    start_points(HalfLine{}, {table.view(), 0, 64}, metropolis_key);
    return table;
  }();
  Table to(1, 64);
  const std::int64_t accepted =
      run_chains(HalfLine{}, chains_from(from, 0, 1), {to.view(), 0, 64}, 1, 20, metropolis_key);
  EXPECT_GT(accepted, 0);
  EXPECT_LT(accepted, 64 * 20);
  for (std::int64_t j = 0; j < 64; ++j) EXPECT_GT(to.at(0, j), 0.0);
}

}  // namespace
}  // namespace starling
