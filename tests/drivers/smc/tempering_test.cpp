// The tempering sampler: the same bits on any number of ranks and through a restart, its ladder, and what it refuses.
#include "drivers/smc/methods/samplers/tempering.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "drivers/smc/methods/samplers/ladder.hpp"
#include "engine/failure.hpp"
#include "tests/drivers/smc/filter_runs.hpp"
#include "tests/drivers/smc/named_methods.hpp"

namespace starling::smc {
namespace {

using testing_support::at;
using testing_support::refused_by_method;

TemperingSettings settings_of(std::int64_t particles, int moves, bool waste_free,
                              Resampling resampling = Resampling::systematic) {
  TemperingSettings settings;
  settings.particles = particles;
  settings.moves = moves;
  settings.waste_free = waste_free;
  settings.resampling = resampling;
  return settings;
}

/// What is compared: whole chains of one slot each, chains inside a rank, chains that ranks share, chains longer than a
/// rank's slots.
std::vector<TemperingSettings> several_settings() {
  return {settings_of(203, 3, false),
          settings_of(100, 2, false, Resampling::multinomial),
          settings_of(144, 8, true),
          settings_of(130, 65, true),
          settings_of(200, 5, true, Resampling::residual),
          settings_of(120, 4, true, Resampling::stratified)};
}

std::unique_ptr<StaticTarget> mixture() {
  return make_target("gaussian_mixture",
                     {{"means", {-2.0, 0.5, -1.0, 2.0, 1.0, 0.0}}, {"standard_deviations", {0.2, 0.4}}}, {});
}

void finish(Method& method, std::vector<TableRow>& rows) {
  PhaseTimer timer(phase_plan().labels);
  while (!method.finished()) method.advance(timer, rows);
}

bool same_bits(double one, double other) {
  return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}

void expect_same_rows(const std::vector<TableRow>& one, const std::vector<TableRow>& other) {
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t row = 0; row < one.size(); ++row) {
    EXPECT_EQ(one[row].step, other[row].step);
    ASSERT_EQ(one[row].values.size(), other[row].values.size());
    for (std::size_t k = 0; k < one[row].values.size(); ++k)
      EXPECT_TRUE(same_bits(one[row].values[k], other[row].values[k])) << "row " << row << ", column " << k;
  }
}

void expect_same_results(const Method& one, const Method& other) {
  ASSERT_EQ(one.results().size(), other.results().size());
  for (std::size_t k = 0; k < one.results().size(); ++k) {
    EXPECT_EQ(one.results()[k].name, other.results()[k].name);
    EXPECT_TRUE(same_bits(one.results()[k].mean, other.results()[k].mean)) << one.results()[k].name;
  }
}

/// The rows of a column that belong to this rank of `group`.
SlotColumn part_of(const SlotColumn& whole, const Communicator& group, std::int64_t particles) {
  const RowBlock block = rows_of(particles, group);
  const auto begin = whole.values.begin() + block.first * whole.components;
  return {whole.name, whole.components, {begin, begin + block.count * whole.components}};
}

/// The rows of all ranks.
SlotColumn whole_of(const SlotColumn& part, const Communicator& group) {
  std::vector<std::byte> bytes(part.values.size() * sizeof(double));
  if (!bytes.empty()) std::memcpy(bytes.data(), part.values.data(), bytes.size());
  SlotColumn whole{part.name, part.components, {}};
  for (const auto& message : group.exchange(std::vector<std::vector<std::byte>>(group.size(), bytes))) {
    const std::size_t before = whole.values.size();
    whole.values.resize(before + message.size() / sizeof(double));
    if (!message.empty()) std::memcpy(&whole.values[before], message.data(), message.size());
  }
  return whole;
}

TEST(Tempering, HasTheSameBitsOnAnyNumberOfRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  const auto target = mixture();
  for (const TemperingSettings& settings : several_settings()) {
    const auto together = make_tempering(at(world, {11, 3}), *target, settings);
    const auto single = make_tempering(at(alone, {11, 3}), *target, settings);
    std::vector<TableRow> rows_together;
    std::vector<TableRow> rows_single;
    finish(*together, rows_together);
    finish(*single, rows_single);
    expect_same_rows(rows_together, rows_single);
    expect_same_results(*together, *single);
    const auto points = together->particles();
    const auto expected = single->particles();
    for (std::size_t c = 0; c < points.size(); ++c)
      EXPECT_EQ(points[c].values, part_of(expected[c], world, settings.particles).values) << points[c].name;
  }
}

TEST(Tempering, GoesOnFromTheMiddleOfTheLadderOnOtherRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  const auto target = mixture();
  for (const TemperingSettings& settings : several_settings()) {
    PhaseTimer timer(phase_plan().labels);
    std::vector<TableRow> rows;
    const auto straight = make_tempering(at(world, {5, 0}), *target, settings);
    for (int rung = 0; rung < 2; ++rung) straight->advance(timer, rows);
    ASSERT_FALSE(straight->finished());
    ReplicaState state = straight->save();
    state.shared = nlohmann::json::parse(state.shared.dump());
    rows.clear();
    finish(*straight, rows);

    for (SlotColumn& column : state.columns) column = whole_of(column, world);
    const auto resumed = make_tempering(at(alone, {5, 0}), *target, settings);
    resumed->load(state);
    EXPECT_EQ(resumed->done(), 2);
    std::vector<TableRow> rows_resumed;
    finish(*resumed, rows_resumed);
    expect_same_rows(rows, rows_resumed);
    expect_same_results(*straight, *resumed);

    // And back: the state of one rank, finished, on all ranks.
    ReplicaState last = resumed->save();
    for (SlotColumn& column : last.columns) column = part_of(column, world, settings.particles);
    const auto again = make_tempering(at(world, {5, 0}), *target, settings);
    again->load(last);
    EXPECT_TRUE(again->finished());
    expect_same_results(*straight, *again);
  }
}

TEST(Tempering, ClimbsALadderOfTheWantedEffectiveSampleSize) {
  const Communicator world(MPI_COMM_WORLD);
  const auto target = mixture();
  TemperingSettings settings = settings_of(1000, 2, false);
  settings.ess_target = 0.7;
  const auto method = make_tempering(at(world, {1, 0}), *target, settings);
  EXPECT_EQ(method->columns(), (std::vector<std::string>{"lambda", "ess", "log_evidence", "acceptance"}));
  EXPECT_FALSE(method->planned().has_value());
  std::vector<TableRow> rows;
  finish(*method, rows);
  ASSERT_GT(rows.size(), 3U);
  EXPECT_EQ(method->done(), static_cast<std::int64_t>(rows.size()));
  double lambda = 0.0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    EXPECT_EQ(rows[row].step, static_cast<std::int64_t>(row) + 1);
    EXPECT_GT(rows[row].values[0], lambda);
    lambda = rows[row].values[0];
    if (row + 1 < rows.size()) {
      EXPECT_NEAR(rows[row].values[1], 700.0, 0.01);
    } else {
      EXPECT_GE(rows[row].values[1], 700.0);
    }
    EXPECT_GT(rows[row].values[3], 0.1);
    EXPECT_LT(rows[row].values[3], 0.9);
  }
  EXPECT_EQ(lambda, 1.0);
  EXPECT_EQ(method->results().front().mean, rows.back().values[2]);
  EXPECT_EQ(method->traffic().resamplings, method->done());
}

TEST(Tempering, RefusesSettingsThatDoNotGoTogether) {
  Problem problem;
  problem.target = mixture();
  const auto refusal = [&](const std::string& lines) {
    return refused_by_method(problem, "name = tempering\n" + lines);
  };
  EXPECT_EQ(refusal("particles = 8\nmoves = 2\n"), "");
  EXPECT_EQ(refusal("particles = 7\nmoves = 2\n"), "is too few for tempering in 3 dimensions: give at least 8");
  EXPECT_EQ(refusal("particles = 100\nmoves = 1\nwaste_free = true\n"),
            "must be at least 2 with waste_free, whose chains it makes");
  EXPECT_EQ(refusal("particles = 100\nmoves = 3\nwaste_free = true\n"),
            "must be a multiple of method.moves = 3, the length of the chains of waste_free");
}

TEST(Ladder, GoesToTheTopWhenWeightsAreEqualAndAlwaysGoesOn) {
  const Communicator world(MPI_COMM_WORLD);
  constexpr std::int64_t particles = 8;
  const RowBlock block = rows_of(particles, world);
  const DeviceArray<double> values("values", 8);
  Kokkos::deep_copy(values, -3.0);
  EXPECT_EQ(next_lambda(world, values.data(), block.count, particles, -3.0, 0.25, 0.9), 1.0);
  // One particle that is ahead of the others by more than any temperature can level.
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), values);
  for (std::int64_t j = 0; j < block.count; ++j) host(j) = block.first + j == 0 ? 0.0 : -1e300;
  Kokkos::deep_copy(values, host);
  const double next = next_lambda(world, values.data(), block.count, particles, 0.0, 0.25, 0.9);
  EXPECT_GT(next, 0.25);
  EXPECT_LT(next, 0.25 + 1e-13);
  // Two values: the share p of the lower ones and their weight w give ESS / N = (1 - p + p w)^2 / (1 - p + p w^2).
  for (std::int64_t j = 0; j < block.count; ++j) host(j) = block.first + j < 2 ? 0.0 : -100.0;
  Kokkos::deep_copy(values, host);
  const double lambda = next_lambda(world, values.data(), block.count, particles, 0.0, 0.25, 0.5);
  const double w = std::exp(-100.0 * (lambda - 0.25));
  EXPECT_NEAR(std::pow(0.25 + 0.75 * w, 2) / (0.25 + 0.75 * w * w), 0.5, 1e-9);
}

}  // namespace
}  // namespace starling::smc
