// Entropy along paths of reaction networks, against the master equation and against what telescopes.
#include <cmath>

#include "tests/physics/jump/runs.hpp"

namespace starling::jump {
namespace {

/// Two channels between n and n + 1: 2 X -> 3 X and back, X made and lost.
struct TwoChannels {
  double doubling = 0.5;
  double halving = 0.05;
  double making = 5.0;
  double losing = 2.0;

  [[nodiscard]] double up(int channel, int n) const { return channel == 0 ? doubling * n * (n - 1) : making; }
  [[nodiscard]] double down(int channel, int n) const {
    return channel == 0 ? halving * n * (n - 1) * (n - 2) : losing * n;
  }
  /// d/dt of the probabilities of n = 0, 1, ..., and of the mean entropy.
  [[nodiscard]] std::pair<std::vector<double>, double> rates(const std::vector<double>& p) const {
    std::vector<double> change(p.size(), 0.0);
    double entropy = 0.0;
    for (std::size_t n = 0; n + 1 < p.size(); ++n) {
      for (int channel = 0; channel < 2; ++channel) {
        const double there = up(channel, static_cast<int>(n));
        const double back = down(channel, static_cast<int>(n) + 1);
        if (there == 0.0) continue;
        const double flow = p[n] * there - p[n + 1] * back;
        change[n] -= flow;
        change[n + 1] += flow;
        entropy += flow * std::log(there / back);
      }
    }
    return {change, entropy};
  }
};

TEST(JumpEntropy, OfANetworkIsThatOfTheMasterEquation) {
  const TwoChannels model;
  std::vector<double> p(60, 0.0);
  p[5] = 1.0;
  double entropy = 0.0;
  constexpr double step = 1e-4;
  constexpr int steps = 30000;
  for (int n = 0; n < steps; ++n) {  // the middle of each step, of second order
    std::vector<double> middle = p;
    const auto first = model.rates(p);
    for (std::size_t k = 0; k < p.size(); ++k) middle[k] += 0.5 * step * first.first[k];
    const auto second = model.rates(middle);
    for (std::size_t k = 0; k < p.size(); ++k) p[k] += step * second.first[k];
    entropy += step * second.second;
  }
  EXPECT_LT(p.back(), 1e-12);
  ReadyRun run("schlogl", {{"model.start", "5"},
                           {"model.constants", "0.5 0.05 5 2"},
                           {"method.entropy", "true"},
                           {"method.paths", "20000"},
                           {"method.interval", "1"},
                           {"method.intervals", "3"},
                           {"method.burn_in", "1"}});
  expect_within(run.results().at("entropy_rate"), entropy / 3.0, 0.05);
  EXPECT_GT(entropy, 3.0);
}

/// One channel makes no entropy but that of the law: every path has ln pi(n_t)/pi(n_0), whatever it did between.
TEST(JumpEntropy, OfOneChannelIsThatOfItsEnds) {
  ReadyRun run("immigration_death", {{"method.entropy", "true"}, {"method.paths", "4000"}});
  const auto found = run.results();
  const double mean = 10.0 * (1.0 - std::exp(-20.0));
  double expected = 0.0;
  double square = 0.0;
  double p = std::exp(-mean);
  const auto of_count = [](double n) { return n * std::log(10.0) - std::lgamma(n + 1.0); };
  for (int n = 0; n < 80; ++n) {
    expected += p * of_count(n);
    square += p * of_count(n) * of_count(n);
    p *= mean / (n + 1);
  }
  expect_within(found.at("entropy_rate"), expected / 20.0, 1e-2);
  expect_within(found.at("entropy_rate_variance"), (square - expected * expected) / 20.0, 1e-2);
  const MemberState state = run.member().save();
  const std::vector<double>& count = column_named(state.columns, "count", 1).values;
  const std::vector<double>& entropy = column_named(state.columns, "entropy", 1).values;
  ASSERT_EQ(count.size(), entropy.size());
  for (std::size_t t = 0; t < count.size(); ++t) EXPECT_NEAR(entropy[t], of_count(count[t]), 1e-9) << t;
}

}  // namespace
}  // namespace starling::jump
