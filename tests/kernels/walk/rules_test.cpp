// One step of many tokens against the rules' probabilities; lanes against single tokens.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/device_copy.hpp"
#include "kernels/random/key.hpp"
#include "kernels/walk/advance.hpp"
#include "kernels/walk/rules.hpp"

namespace starling::walk {
namespace {

/// Node 0 with neighbours 1, 2, 3, and a way back from each.
struct Star {
  std::vector<double> mu{0.1, 0.2, 0.3, 0.4};
  std::vector<std::int32_t> neighbour{1, 2, 3, 0, 0, 0};
  std::vector<double> probability{0.5, 0.3, 0.2, 1.0, 1.0, 1.0};
  std::vector<double> ratio{1.3, 0.4, 2.5, 1.1};
  DeviceArray<Node> node;
  DeviceArray<std::int32_t> to = device_copy("neighbours", neighbour);
  DeviceArray<double> chance = device_copy("probabilities", probability);

  explicit Star(bool by_degree) {
    std::vector<Node> nodes;
    for (std::int64_t i = 0; i < 4; ++i) {
      const std::int64_t degree = i == 0 ? 3 : 1;
      const double factor = by_degree ? mu[i] / static_cast<double>(degree) : 1.0;
      nodes.push_back({i == 0 ? 0 : 2 + i, degree, 1.0 / mu[i], factor});
    }
    node = device_copy("nodes", nodes);
  }
  [[nodiscard]] GraphView view() const { return {node.data(), to.data(), chance.data(), 4}; }
};

constexpr double alpha = 1.7;

struct Walked {
  std::vector<std::int32_t> at;
  std::vector<Visit> visit;
};

/// Tokens [first, first + count) from node 0 after some steps.
template <class Rule>
Walked walked(std::int64_t first, std::int64_t count, std::int64_t steps, std::int64_t first_step = 1) {
  const Star star(std::is_same_v<Rule, HistoryDrivenTarget>);
  std::vector<Visit> visits;
  for (std::int64_t t = 0; t < count; ++t) {
    for (const double ratio : star.ratio) visits.push_back({ratio, 0.0});
  }
  const DeviceArray<Visit> visit = device_copy("visits", visits);
  const DeviceArray<std::int32_t> at("places", count);
  const TokenArrays tokens{at.data(), visit.data(), first, count};
  EXPECT_EQ(rescale_tokens(star.view(), tokens, alpha, 1.0), 0.4);
  const DeviceArray<double> added = device_copy("added", std::vector<double>(steps, 0.01));
  advance_tokens(Rule{}, star.view(), tokens, {first_step, steps, added.data(), nullptr}, alpha, random::make_key(7));
  return {host_copy(at), host_copy(visit)};
}

/// Chi-square of the places against probabilities, with one degree of freedom less than places.
template <class Rule>
void expect_law(const std::vector<double>& weight, const char* name) {
  constexpr std::int64_t count = 200000;
  const Walked found = walked<Rule>(0, count, 1);
  std::vector<double> seen(weight.size(), 0.0);
  for (const std::int32_t at : found.at) seen[at] += 1.0;
  double total = 0.0;
  for (const double w : weight) total += w;
  for (std::size_t i = 0; i < weight.size(); ++i) {
    const double p = weight[i] / total;
    // Four and a half standard errors.
    EXPECT_NEAR(seen[i] / count, p, 4.5 * std::sqrt(p * (1.0 - p) / count) + 1e-12) << name << " at " << i;
  }
}

TEST(WalkRules, OneStepHasItsLaw) {
  const Star star(false);
  std::vector<double> u;
  for (const double ratio : star.ratio) u.push_back(std::pow(ratio, -alpha));
  expect_law<RepelledSimple>({0.0, u[1], u[2], u[3]}, "simple");
  expect_law<RepelledChain>({0.0, 0.5 * u[1], 0.3 * u[2], 0.2 * u[3]}, "chain");
  std::vector<double> hdt(4, 0.0);
  double stays = 1.0;
  for (int j = 1; j < 4; ++j) {
    hdt[j] = std::min(1.0, star.mu[j] * u[j] * 3.0 / (star.mu[0] * u[0] * 1.0)) / 3.0;
    stays -= hdt[j];
  }
  hdt[0] = stays;
  expect_law<HistoryDrivenTarget>(hdt, "history-driven");
}

TEST(WalkRules, AVisitAddsToItsNodeAlone) {
  const Walked found = walked<RepelledSimple>(0, 3, 1);
  const Star star(false);
  for (std::size_t t = 0; t < 3; ++t) {
    for (std::size_t i = 0; i < 4; ++i) {
      const double expected = star.ratio[i] + (found.at[t] == static_cast<std::int32_t>(i) ? 0.01 / star.mu[i] : 0.0);
      EXPECT_DOUBLE_EQ(found.visit[4 * t + i].ratio, expected);
      EXPECT_NEAR(found.visit[4 * t + i].weight, std::pow(expected, -alpha), 1e-14 * std::pow(expected, -alpha));
    }
  }
}

template <class Rule>
void expect_same_alone() {
  const Walked all = walked<Rule>(0, 40, 101, 2);
  for (const std::int64_t token : {0, 17, 39}) {
    const Walked one = walked<Rule>(token, 1, 101, 2);
    EXPECT_EQ(one.at[0], all.at[token]);
    EXPECT_EQ(std::memcmp(one.visit.data(), &all.visit[4 * token], 4 * sizeof(Visit)), 0) << token;
  }
}

TEST(WalkRules, ATokenDoesNotDependOnItsCompany) {
  expect_same_alone<RepelledSimple>();
  expect_same_alone<RepelledChain>();
  expect_same_alone<HistoryDrivenTarget>();
}

}  // namespace
}  // namespace starling::walk
