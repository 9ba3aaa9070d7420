// The laws of models on counts and labels, outcome by outcome. Evenly spaced uniform numbers make the frequencies of draws
// differ from their probabilities by no more than two outcomes' rounding.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/kernels/state_space/model_cases.hpp"
#include "tests/support/state_space_oracles.hpp"

namespace starling::testing {
namespace {

constexpr int uniforms = 20000;

/// Frequencies of what draw(u) gives.
template <class Draw>
std::map<double, double> frequencies(Draw draw) {
  std::map<double, double> seen;
  for (int i = 0; i < uniforms; ++i) seen[draw((i + 0.5) / uniforms)] += 1.0 / uniforms;
  return seen;
}

TEST(HiddenMarkov, DrawsByItsTables) {
  const HiddenMarkovParameters p = three_state_tables();
  const HiddenMarkov model = HiddenMarkov::from(p);
  for (int from = 0; from < 3; ++from) {
    const double x[1] = {static_cast<double>(from)};
    auto steps = frequencies([&](double u) {
      double next[1];
      model.step(1, x, nullptr, &u, next);
      return next[0];
    });
    auto symbols = frequencies([&](double u) {
      double y[1];
      model.observe(1, x, nullptr, &u, y);
      return y[0];
    });
    for (int to = 0; to < 3; ++to) {
      const double next[1] = {static_cast<double>(to)};
      EXPECT_NEAR(steps[to], p.transition[from * 3 + to], 2.0 / uniforms);
      EXPECT_NEAR(std::exp(model.log_transition(1, x, next)), p.transition[from * 3 + to], 1e-15);
      EXPECT_LE(model.log_transition(1, x, next), model.log_transition_bound(1));
    }
    for (int symbol = 0; symbol < 4; ++symbol) {
      const double y[1] = {static_cast<double>(symbol)};
      EXPECT_NEAR(symbols[symbol], p.emission[from * 4 + symbol], 2.0 / uniforms);
      EXPECT_NEAR(std::exp(model.log_density(1, x, y)), p.emission[from * 4 + symbol], 1e-15);
    }
  }
  EXPECT_NEAR(model.log_transition_bound(0), std::log(0.7), 1e-15);
  auto starts = frequencies([&](double u) {
    double x[1];
    model.start(nullptr, &u, x);
    return x[0];
  });
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(starts[i], p.start[i], 2.0 / uniforms);
}

TEST(HiddenMarkov, GuidesByTheExactLaw) {
  const HiddenMarkovParameters p = three_state_tables();
  const HiddenMarkov model = HiddenMarkov::from(p);
  for (int from = 0; from < 3; ++from) {
    for (int symbol = 0; symbol < 4; ++symbol) {
      const double x[1] = {static_cast<double>(from)};
      const double y[1] = {static_cast<double>(symbol)};
      double total = 0.0;
      for (int to = 0; to < 3; ++to) total += p.transition[from * 3 + to] * p.emission[to * 4 + symbol];
      EXPECT_NEAR(std::exp(model.log_look_ahead(1, x, y)), total, 1e-15);
      EXPECT_EQ(model.log_proposal_weight(1, x, x, y), model.log_look_ahead(1, x, y));
      auto drawn = frequencies([&](double u) {
        double next[1];
        model.propose(1, x, y, nullptr, &u, next);
        return next[0];
      });
      for (int to = 0; to < 3; ++to)
        EXPECT_NEAR(drawn[to], p.transition[from * 3 + to] * p.emission[to * 4 + symbol] / total, 2.0 / uniforms);
    }
  }
}

TEST(HiddenMarkov, StartsByTheExactLawGivenTheFirstSymbol) {
  const HiddenMarkovParameters p = three_state_tables();
  const HiddenMarkov model = HiddenMarkov::from(p);
  for (int symbol = 0; symbol < 4; ++symbol) {
    const double y[1] = {static_cast<double>(symbol)};
    double total = 0.0;
    for (int i = 0; i < 3; ++i) total += p.start[i] * p.emission[i * 4 + symbol];
    EXPECT_NEAR(std::exp(model.log_start_weight(nullptr, y)), total, 1e-15);
    auto drawn = frequencies([&](double u) {
      double x[1];
      model.propose_start(y, nullptr, &u, x);
      return x[0];
    });
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(drawn[i], p.start[i] * p.emission[i * 4 + symbol] / total, 2.0 / uniforms);
  }
}

TEST(HiddenMarkov, SaysWhatItNeverEmits) {
  HiddenMarkovParameters p = three_state_tables();
  EXPECT_EQ(HiddenMarkov::from(p).impossible_value(0, 3.0), "");
  for (const double y : {-1.0, 0.5, 4.0, 1e300})
    EXPECT_EQ(HiddenMarkov::from(p).impossible_value(0, y), "symbols are the whole numbers from 0 to 3") << y;
  p.emission = {0.5, 0.5, 0.0, 0.0, 0.5, 0.0, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0};
  EXPECT_EQ(HiddenMarkov::from(p).impossible_value(0, 2.0), "no state emits this symbol");
}

TEST(Sir, SaysWhatIsNoCount) {
  for (const double y : {0.0, 1.0, 1e6}) EXPECT_EQ(small_epidemic().impossible_value(0, y), "") << y;
  for (const double y : {-2.0, 2.5}) EXPECT_EQ(small_epidemic().impossible_value(0, y), "counts are 0, 1, 2, ...") << y;
  Sir silent = small_epidemic();
  silent.reporting = silent.background = 0.0;
  EXPECT_NE(silent.impossible_value(0, 1.0), "");
  EXPECT_EQ(silent.impossible_value(0, 0.0), "");
}

TEST(HiddenMarkov, KnowsNoOtherSymbols) {
  const HiddenMarkov model = HiddenMarkov::from(three_state_tables());
  const double x[1] = {0.0};
  for (const double y : {-1.0, 0.5, 4.0, 1e300, std::nan("")}) EXPECT_EQ(model.log_density(0, x, &y), -INFINITY) << y;
}

TEST(Sir, MovesByItsTransitionProbabilities) {
  const Sir model = small_epidemic();
  const double x[3] = {20.0, 9.0, 3.0};
  double whole = 0.0;
  std::map<double, double> infections, recoveries;
  for (int c = 0; c <= 20; ++c) {
    for (int r = 0; r <= 9; ++r) {
      const double next[3] = {20.0 - c, 9.0 + c - r, static_cast<double>(c)};
      const double p = std::exp(model.log_transition(1, x, next));
      whole += p;
      infections[c] += p;
      recoveries[r] += p;
    }
  }
  EXPECT_NEAR(whole, 1.0, 1e-12);
  auto infected = frequencies([&](double u) {
    const double both[2] = {u, 0.5};
    double next[3];
    model.step(1, x, nullptr, both, next);
    EXPECT_EQ(next[0] + next[2], 20.0);
    return next[2];
  });
  auto recovered = frequencies([&](double u) {
    const double both[2] = {0.5, u};
    double next[3];
    model.step(1, x, nullptr, both, next);
    return x[1] + next[2] - next[1];
  });
  for (const auto& [count, p] : infections) EXPECT_NEAR(infected[count], p, 2.0 / uniforms);
  for (const auto& [count, p] : recoveries) EXPECT_NEAR(recovered[count], p, 2.0 / uniforms);
  const double odd[3] = {19.0, 10.0, 2.0};
  EXPECT_EQ(model.log_transition(1, x, odd), -INFINITY);
}

TEST(Sir, AgreesWithItsExactChain) {
  Sir::Parameters p;
  p.population = 9.0;
  p.infectious = 2.0;
  p.transmission = 1.1;
  p.recovery = 0.5;
  p.overdispersion = 0.3;
  const Sir model = Sir::from(p);
  const FiniteChain chain = sir_chain({9, 2, 1.1, 0.5, p.reporting, p.background, 0.3}, {3.0, 1.0});
  const auto states = sir_states(9);
  for (std::size_t i = 0; i < states.size(); ++i) {
    const double x[3] = {1.0 * states[i][0], 1.0 * states[i][1], 1.0 * states[i][2]};
    const double y[1] = {3.0};
    EXPECT_NEAR(std::exp(model.log_density(0, x, y)), chain.likelihood(0, static_cast<int>(i)), 1e-13);
    for (std::size_t j = 0; j < states.size(); ++j) {
      const double next[3] = {1.0 * states[j][0], 1.0 * states[j][1], 1.0 * states[j][2]};
      ASSERT_NEAR(std::exp(model.log_transition(1, x, next)), chain.transition(1)[i * states.size() + j], 1e-13);
    }
  }
}

TEST(Sir, CountsAndLooksAheadWithTheRightMoments) {
  for (const double overdispersion : {0.0, 0.4}) {
    const Sir model = small_epidemic(overdispersion);
    const double x[3] = {20.0, 9.0, 3.0};
    double whole = 0.0, mean = 0.0, squares = 0.0;
    double wanted_mean = 0.0, wanted_squares = 0.0;
    for (int count = 0; count < 400; ++count) {
      const double y[1] = {static_cast<double>(count)};
      const double eta = std::exp(model.log_look_ahead(1, x, y));
      whole += eta;
      mean += count * eta;
      squares += count * count * eta;
      for (int c = 0; c <= 20; ++c) {
        const double next[3] = {20.0 - c, 9.0 + c, static_cast<double>(c)};
        const double no_recovery = std::exp(-0.4 * 9.0);  // the chance of r = 0, divided out
        const double p = std::exp(model.log_transition(1, x, next) + model.log_density(1, next, y)) / no_recovery;
        wanted_mean += count * p;
        wanted_squares += count * count * p;
      }
    }
    EXPECT_NEAR(whole, 1.0, 1e-11);
    EXPECT_NEAR(mean, wanted_mean, 1e-9);
    EXPECT_NEAR(squares, wanted_squares, 1e-7);
    auto drawn = frequencies([&](double u) {
      double y[1];
      model.observe(1, x, nullptr, &u, y);
      return y[0];
    });
    for (const auto& [count, frequency] : drawn)
      EXPECT_NEAR(frequency, std::exp(model.log_density(1, x, &count)), 2.0 / uniforms);
  }
}

}  // namespace
}  // namespace starling::testing
