// Boundaries, spacings, merging and expanding against plain loops.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/random/key.hpp"
#include "kernels/weights/boundaries.hpp"
#include "kernels/weights/expand.hpp"
#include "kernels/weights/pack.hpp"
#include "kernels/weights/sorted_draws.hpp"

namespace starling {
namespace {

std::vector<std::int64_t> cumulative_weights(std::int64_t count, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::vector<std::int64_t> cumulative;
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t weight = i % 5 == 2 ? 0 : static_cast<std::int64_t>(generator() >> (i % 11 == 0 ? 22 : 26));
    cumulative.push_back(sum += weight);
  }
  return cumulative;
}

TEST(Boundaries, BlocksAndSingleWeightsAgree) {
  for (const std::int64_t count : {1, 63, 64, 65, 1000}) {
    const auto cumulative = cumulative_weights(count, 4);
    const OffspringAxis axis(count, std::max<std::int64_t>(cumulative.back(), 1));
    const StratifiedPoints stratified(random::make_key(1), 5);
    const SystematicPoints systematic(random::make_key(1), 5);
    std::vector<std::int32_t> boundary(static_cast<std::size_t>(count));
    find_boundaries(axis, stratified, cumulative.data(), count, boundary.data());
    for (std::int64_t i = 0; i < count; ++i) ASSERT_EQ(boundary[i], boundary_of(axis, stratified, cumulative[i]));
    EXPECT_EQ(boundary.back(), count);
    find_boundaries(axis, systematic, cumulative.data(), count, boundary.data());
    for (std::int64_t i = 0; i < count; ++i) ASSERT_EQ(boundary[i], boundary_of(axis, systematic, cumulative[i]));
    EXPECT_EQ(boundary.back(), count);
  }
}

/// Runs of length 0 to many, from `begin` on.
std::vector<std::int32_t> random_runs(std::int64_t parents, std::int32_t begin, unsigned seed) {
  std::mt19937 generator(seed);
  std::vector<std::int32_t> end;
  for (std::int64_t i = 0; i < parents; ++i) {
    begin += static_cast<std::int32_t>(generator() % 3 + (generator() % 50 == 0 ? generator() % 9000 : 0));
    end.push_back(begin);
  }
  return end;
}

TEST(Expand, GivesEachSlotItsParent) {
  for (const std::int32_t begin : {0, 17, 100000}) {
    const auto end = random_runs(3000, begin, 6);
    const OffspringRuns runs{end.data(), 3000, begin};
    const std::int64_t all = end.back() - begin;
    for (const std::int64_t skipped : {std::int64_t{0}, std::int64_t{1}, std::int64_t{5001}}) {
      for (const std::int64_t slots :
           {std::int64_t{0}, std::int64_t{1}, std::int64_t{3}, std::int64_t{4097}, all - skipped}) {
        std::vector<std::int32_t> parent(static_cast<std::size_t>(slots) + 1, -1);
        expand(runs, begin + skipped, slots, 40, parent.data());
        std::int64_t i = 0;
        for (std::int64_t slot = 0; slot < slots; ++slot) {
          while (end[i] <= begin + skipped + slot) ++i;
          ASSERT_EQ(parent[slot], 40 + i) << slot;
        }
        EXPECT_EQ(parent.back(), -1);
      }
    }
  }
}

TEST(Pack, TakesEachParentOnce) {
  const auto end = random_runs(500, 9, 7);
  const OffspringRuns runs{end.data(), 500, 9};
  const std::int64_t stride = 600;
  std::vector<double> state(2 * stride);
  for (std::int64_t i = 0; i < stride; ++i) {
    state[i] = static_cast<double>(i);
    state[stride + i] = 0.5 * static_cast<double>(i);
  }
  std::mt19937 generator(8);
  for (int n = 0; n < 200; ++n) {
    const std::int64_t first = 9 + generator() % (end.back() - 9);
    const std::int64_t last = first + 1 + generator() % (end.back() - first);
    ParentRange range{0, 0, first, last};
    find_parents(runs, &range, 1);
    const std::int64_t parents = count_parents(runs, range);
    std::vector<double> message(static_cast<std::size_t>(2 * parents + (parents + 1) / 2));
    pack_parents(runs, range, state.data(), stride, 2, parents, message.data());
    const auto* const offspring = reinterpret_cast<const std::int32_t*>(message.data() + 2 * parents);
    std::int64_t slot = first;
    for (std::int64_t k = 0; k < parents; ++k) {
      ASSERT_EQ(message[k], static_cast<double>(runs.parent_of(slot)));
      ASSERT_EQ(message[parents + k], 0.5 * message[k]);
      slot += offspring[k];
    }
    ASSERT_EQ(slot, last);
  }
}

TEST(Spacings, AddUpTheSameInAnyParts) {
  const Spacings spacings(random::make_key(9), 3, 5000);
  std::vector<std::int64_t> ends(static_cast<std::size_t>(spacing_blocks(5000)));
  const std::int64_t all = add_spacings(spacings, 0, 5000, ends.data());
  EXPECT_EQ(ends.back(), all);
  EXPECT_EQ(add_spacings(spacings, 0, 1777, nullptr) + add_spacings(spacings, 1777, 3223, nullptr), all);
  EXPECT_EQ(add_spacings(spacings, 0, 0, nullptr), 0);
  std::int64_t one = 0;
  spacings.draw<1>(4321, &one);
  EXPECT_EQ(add_spacings(spacings, 4321, 1, nullptr), one);
  // Mean one, in units of 2^s / 32; the sum of 5000 exponentials is within 4.5 standard errors of 5000.
  const double mean = std::ldexp(static_cast<double>(all), 5 - spacings.shift) / 5000.0;
  EXPECT_NEAR(mean, 1.0, 4.5 / std::sqrt(5000.0));
}

TEST(SortedDraws, CountsThoseBeforeEachWeight) {
  for (const std::int64_t count : {1, 2, 100, 5000}) {
    const auto cumulative = cumulative_weights(count, 10);
    if (cumulative.back() == 0) continue;
    const Spacings spacings(random::make_key(2), 8, count);
    std::vector<std::int64_t> ends(static_cast<std::size_t>(spacing_blocks(count)));
    add_spacings(spacings, 0, count, ends.data());
    const double all = to_double(add_spacings(spacings, 0, count + 1, nullptr));
    const auto length = static_cast<double>(count);
    std::vector<std::int32_t> end(static_cast<std::size_t>(count), -1);
    const DrawThresholds thresholds{OffspringAxis(count, cumulative.back()),
                                    cumulative.data(),
                                    nullptr,
                                    0,
                                    0,
                                    length,
                                    all / length,
                                    count,
                                    end.data()};
    count_draws({spacings, 0, count, 0, ends.data(), true, true}, thresholds);
    std::int64_t sum = 0;
    std::int64_t i = 0;
    for (std::int64_t draw = 0; draw < count; ++draw) {
      std::int64_t spacing = 0;
      spacings.draw<1>(draw, &spacing);
      sum += spacing;
      // Draw k belongs to the first particle whose count exceeds k.
      while (end[i] <= draw) ++i;
      ASSERT_GT(thresholds.at(i), to_double(sum));
      ASSERT_LE(i > 0 ? thresholds.at(i - 1) : 0.0, to_double(sum));
    }
    EXPECT_EQ(end.back(), count);
  }
}

}  // namespace
}  // namespace starling
