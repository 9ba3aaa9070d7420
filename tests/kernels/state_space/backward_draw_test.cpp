// Backward draws against the exact law, by rejection and from the whole law, however the particles are divided.
#include "kernels/state_space/backward_draw.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/math/exponential.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/normal.hpp"

namespace starling {
namespace {

/// A model as far as backward draws know it: x' = x + N(0, 1), and nothing beyond a distance.
struct Walk {
  static constexpr int state_size = 1;
  double reach;
  STARLING_FUNCTION double log_transition(std::int64_t /*time*/, const double* from, const double* to) const {
    const double d = to[0] - from[0];
    return d * d > reach * reach ? -__builtin_huge_val() : -0.5 * d * d;
  }
  STARLING_FUNCTION double log_transition_bound(std::int64_t /*time*/) const { return 0.0; }
};

/// A generation in memory that kernels read; states spread over [-2, 2].
struct Generation {
  explicit Generation(const std::vector<std::int64_t>& integer_weights)
      : count(static_cast<std::int64_t>(integer_weights.size())),
        state("state", integer_weights.size()),
        weight("weight", integer_weights.size()),
        choice("choice", integer_weights.size()) {
    std::vector<std::int32_t> scratch(integer_weights.size());
    for (std::int64_t k = 0; k < count; ++k) {
      total += integer_weights[k];
      weight(k) = static_cast<double>(integer_weights[k]);
      state(k) = -2.0 + 4.0 * static_cast<double>(k) / static_cast<double>(count);
    }
    fill_alias_table(integer_weights.data(), count, total, scratch.data(), choice.data());
  }

  [[nodiscard]] WholeGeneration whole() const {
    return {state.data(), count, weight.data(), choice.data(), count, shift};
  }

  static constexpr int shift = 40;
  std::int64_t count;
  std::int64_t total = 0;
  DeviceArray<double> state;
  DeviceArray<double> weight;
  DeviceArray<AliasEntry> choice;
};

/// Weights that differ by factors of a thousand, one in five of them zero.
std::vector<std::int64_t> uneven_weights(int count) {
  std::vector<std::int64_t> weights;
  for (int k = 0; k < count; ++k) {
    const double z =
        random::normal(static_cast<std::uint32_t>(k), random::make_key(5), 0, random::Purpose::dynamics, 0);
    weights.push_back(k % 5 == 3 ? 0 : static_cast<std::int64_t>(0x1p36 * math::exp(z)));
  }
  return weights;
}

/// Ancestors of `count` slots from `first` that all stand at x.
std::vector<std::int32_t> draw_at(const Generation& generation, double x, std::int64_t first, std::int64_t count,
                                  int draws, double reach = 1e3) {
  DeviceArray<double> state("state", count);
  DeviceArray<std::int32_t> ancestor("ancestor", count * draws);
  Kokkos::deep_copy(state, x);
  draw_backward(Walk{reach}, {generation.whole(), state.data(), count, first, count, draws, ancestor.data()},
                random::make_key(11), 7);
  return {ancestor.data(), ancestor.data() + count * draws};
}

/// Pearson's statistic of the draws against weight_k m(x_k, x) minus its degrees of freedom, in standard deviations. Classes
/// with fewer than 10 expected draws count as one.
double deviation(const Generation& generation, double x, const std::vector<std::int32_t>& ancestors) {
  std::vector<double> law(generation.count);
  double sum = 0.0;
  for (std::int64_t k = 0; k < generation.count; ++k) {
    law[k] = generation.weight(k) * std::exp(-0.5 * (x - generation.state(k)) * (x - generation.state(k)));
    sum += law[k];
  }
  std::vector<double> seen(generation.count);
  for (const std::int32_t ancestor : ancestors) seen.at(ancestor) += 1.0;
  double statistic = 0.0, rare_law = 0.0, rare_seen = 0.0;
  int classes = 0;
  for (std::int64_t k = 0; k < generation.count; ++k) {
    const double expected = law[k] / sum * static_cast<double>(ancestors.size());
    EXPECT_FALSE(law[k] == 0.0 && seen[k] > 0.0) << "index " << k << " has no weight";
    if (expected < 10.0) {
      rare_law += expected;
      rare_seen += seen[k];
    } else {
      statistic += (seen[k] - expected) * (seen[k] - expected) / expected;
      ++classes;
    }
  }
  if (rare_law > 0.0) {
    statistic += (rare_seen - rare_law) * (rare_seen - rare_law) / std::max(rare_law, 1.0);
    ++classes;
  }
  return (statistic - (classes - 1)) / std::sqrt(2.0 * (classes - 1));
}

TEST(AliasTable, SharesAddUpToTheWeights) {
  for (const int count : {1, 2, 3, 7, 100, 1000}) {
    const std::vector<std::int64_t> weights = uneven_weights(count);
    const Generation generation(weights);
    std::vector<double> mass(count);
    for (int k = 0; k < count; ++k) {
      const double share = static_cast<double>(generation.choice(k) >> 32) * 0x1p-32;
      mass[k] += share;
      mass.at(generation.choice(k) & 0xffffffffu) += 1.0 - share;
    }
    for (int k = 0; k < count; ++k) {
      const double expected = static_cast<double>(weights[k]) / static_cast<double>(generation.total) * count;
      EXPECT_NEAR(mass[k], expected, 0x1p-31 * count) << k << " of " << count;
      EXPECT_FALSE(weights[k] == 0 && mass[k] > 0.0) << k << " of " << count;
    }
  }
}

TEST(AliasTable, EqualWeightsAndASingleOne) {
  const Generation equal(std::vector<std::int64_t>(8, 12345));
  const Generation single({0, 0, 0, 5, 0});
  for (std::uint64_t bucket = 0; bucket < 8; ++bucket)
    EXPECT_EQ(alias_choice(equal.choice.data(), bucket << 32 | 0xffffffffu), static_cast<std::int32_t>(bucket));
  for (std::uint64_t bucket = 0; bucket < 5; ++bucket)
    for (const std::uint64_t fraction : {0u, 0x80000000u, 0xffffffffu})
      EXPECT_EQ(alias_choice(single.choice.data(), bucket << 32 | fraction), 3);
}

TEST(BackwardDraw, HasTheExactLaw) {
  // Acceptance from about one half to 1e-7, where nearly all draws are from the whole law. Each deviation is below 4.5
  // except for one seed in 3e4 or so (the chi-square's tail is heavier than a normal's).
  for (const int count : {20, 300}) {
    const Generation generation(uneven_weights(count));
    for (const double x : {0.2, 2.5, 4.0, 7.0})
      EXPECT_LT(deviation(generation, x, draw_at(generation, x, 0, 20000, 3)), 4.5) << count << " at " << x;
  }
}

TEST(BackwardDraw, FindsTheOnlyParticleWithWeight) {
  // By the first trial, and from the whole law.
  const Generation single({0, 0, 7, 0});
  for (const double x : {0.0, 50.0})
    for (const std::int32_t ancestor : draw_at(single, x, 0, 50, 2)) EXPECT_EQ(ancestor, 2);
}

TEST(BackwardDraw, IsNotMisledByStatesWithoutWeight) {
  // The last has no weight, and a density that exceeds the others' by more than a double holds, or none at all.
  const Generation generation({1, 2, 3, 0});
  for (int k = 0; k < 3; ++k) generation.state(k) = 0.0;
  for (const double state : {50.0, std::nan("")}) {
    generation.state(3) = state;
    double seen[4] = {};
    for (const std::int32_t ancestor : draw_at(generation, 50.0, 0, 12000, 2)) seen[ancestor] += 1.0;
    for (int k = 0; k < 3; ++k) EXPECT_NEAR(seen[k], 4000.0 * (k + 1), 4.5 * std::sqrt(4000.0 * (k + 1))) << k;
    EXPECT_EQ(seen[3], 0.0);
  }
}

TEST(BackwardDraw, LeavesParticlesThatAreNotNumbers) {
  for (const std::int32_t ancestor : draw_at(Generation(std::vector<std::int64_t>{1, 2, 3}), std::nan(""), 0, 5, 2))
    EXPECT_EQ(ancestor, -1);
}

TEST(BackwardDraw, SaysWhereNoAncestorIsPossible) {
  const Generation generation(uneven_weights(20));
  for (const std::int32_t ancestor : draw_at(generation, 9.0, 0, 5, 2, 3.0)) EXPECT_EQ(ancestor, -1);
}

TEST(BackwardDraw, DoesNotDependOnHowParticlesAreDivided) {
  constexpr std::int64_t count = 3000;
  const Generation generation(uneven_weights(300));
  for (const double x : {0.2, 4.0}) {
    const std::vector<std::int32_t> together = draw_at(generation, x, 0, count, 2);
    std::vector<std::int32_t> parts;
    std::int64_t first = 0;
    for (const std::int64_t part : {1, 70, 929, 2000}) {
      const std::vector<std::int32_t> drawn = draw_at(generation, x, first, part, 2);
      parts.insert(parts.end(), drawn.begin(), drawn.end());
      first += part;
    }
    EXPECT_EQ(together, parts);
  }
}

TEST(BackwardDraw, AcceptsTheFirstGoodTrialOfTheDocumentedWords) {
  const Generation generation(uneven_weights(300));
  const double x = 1.0;
  const std::vector<std::int32_t> drawn = draw_at(generation, x, 100, 40, 2);
  for (int i = 0; i < 40; ++i) {
    for (int draw = 0; draw < 2; ++draw) {
      for (std::uint32_t trial = 0;; ++trial) {
        ASSERT_LT(trial, 75u);
        const random::Words words = random::philox(
            random::make_counter(100 + i, backward_step(7, draw), random::Purpose::backward_trial, trial),
            random::make_key(11));
        const std::int32_t candidate =
            alias_choice(generation.choice.data(), alias_position(words.w[0], words.w[1], 300));
        const double d = x - generation.state(candidate);
        const double uniform =
            (static_cast<double>(std::uint64_t{words.w[2]} << 20 | words.w[3] >> 12) + 0.5) * 0x1p-52;
        if (uniform > math::exp(-0.5 * d * d)) continue;
        EXPECT_EQ(drawn[2 * i + draw], candidate);
        break;
      }
    }
  }
}

}  // namespace
}  // namespace starling
