// Adam and RAdam against hand-computed steps and another implementation, and through restarts.
#include "engine/learning/optimiser.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/failure.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/engine/learning/bits.hpp"
#include "tests/support/not_finite.hpp"

namespace starling::learning {
namespace {

using testing_support::fingerprint;
using testing_support::infinity;
using testing_support::nan;
using testing_support::sentence_of;

/// A made-up gradient that depends on the parameters, so that every step counts in the next.
std::vector<double> gradient_at(const std::vector<double>& parameters, int update) {
  std::vector<double> gradient;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double pull = parameters[i] - 0.25 * static_cast<double>(i);
    gradient.push_back(pull + 0.125 * static_cast<double>((update * 7 + static_cast<int>(i) * 3) % 5 - 2));
  }
  return gradient;
}

TEST(Adam, TakesTheStepsComputedByHand) {
  // To 40 digits, by a program for decimal numbers.
  const std::vector<double> gradients = {0.5, -1.0, 0.25};
  const std::vector<double> expected = {1.99000000019999999600000008, 1.99366103542405656028107377,
                                        1.99502794203389764175219762};
  std::vector<double> parameter = {2.0};
  auto state = OptimiserState::at_start(1);
  for (std::size_t t = 0; t < 3; ++t) {
    update({}, 0.01, std::vector<double>{gradients[t]}, parameter, state);
    EXPECT_NEAR(parameter[0], expected[t], 1e-15) << t;
  }
  EXPECT_NEAR(state.first[0], -0.0245, 1e-16);
  EXPECT_NEAR(state.second[0], 0.00131100025, 1e-17);
  EXPECT_EQ(state.updates, 3);
  EXPECT_EQ(state.first_power, 0.9 * 0.9 * 0.9);
}

TEST(Adam, LeavesParametersWithoutGradientWhereTheyAre) {
  for (const OptimiserKind kind : {OptimiserKind::adam, OptimiserKind::radam}) {
    std::vector<double> parameters = {1.0, -2.0};
    auto state = OptimiserState::at_start(2);
    for (int t = 0; t < 20; ++t) update({kind}, 0.1, std::vector<double>{0.0, 0.0}, parameters, state);
    EXPECT_EQ(parameters, (std::vector<double>{1.0, -2.0}));
  }
}

/// Liu et al., algorithm 2, in long double and with powers, plus epsilon.
struct PlainRadam {
  long double beta_1, beta_2, epsilon;
  std::vector<long double> parameter, m, v;
  int t = 0;

  /// Whether the step was adapted.
  bool step(long double rate, const std::vector<double>& gradient) {
    ++t;
    const long double longest = 2.0L / (1.0L - beta_2) - 1.0L;
    const long double power = std::pow(beta_2, static_cast<long double>(t));
    const long double length = longest - 2.0L * t * power / (1.0L - power);
    for (std::size_t i = 0; i < parameter.size(); ++i) {
      m[i] = beta_1 * m[i] + (1.0L - beta_1) * gradient[i];
      v[i] = beta_2 * v[i] + (1.0L - beta_2) * gradient[i] * gradient[i];
      const long double mean = m[i] / (1.0L - std::pow(beta_1, static_cast<long double>(t)));
      if (length > 4.0L) {
        const long double root =
            std::sqrt((length - 4.0L) * (length - 2.0L) * longest / ((longest - 4.0L) * (longest - 2.0L) * length));
        parameter[i] -= rate * root * mean / (std::sqrt(v[i] / (1.0L - power)) + epsilon);
      } else {
        parameter[i] -= rate * mean;
      }
    }
    return length > 4.0L;
  }
};

TEST(Radam, IsThePapers) {
  for (const double beta_2 : {0.5, 0.9, 0.999}) {
    std::vector<double> parameters = {1.0, -0.5, 3.0, 0.0};
    PlainRadam plain{0.8L, beta_2, 1e-6L, {1.0L, -0.5L, 3.0L, 0.0L}, {0, 0, 0, 0}, {0, 0, 0, 0}};
    auto state = OptimiserState::at_start(4);
    const OptimiserSettings settings{OptimiserKind::radam, 0.8, beta_2, 1e-6};
    int adapted = 0;
    for (int t = 0; t < 300; ++t) {
      const auto gradient = gradient_at(parameters, t);
      update(settings, 0.02, gradient, parameters, state);
      if (plain.step(0.02L, gradient)) ++adapted;
      for (std::size_t i = 0; i < 4; ++i) {
        // The double beta_1 = 0.8 differs from the long double one by 2^-55.
        ASSERT_NEAR(parameters[i], static_cast<double>(plain.parameter[i]), 2e-13) << beta_2 << " " << t << " " << i;
      }
    }
    // Up to rho_inf = 4 the variance is never tractable; beyond 9 it is from the fifth update on.
    EXPECT_EQ(adapted, beta_2 == 0.5 ? 0 : 296);
  }
}

TEST(Optimisers, FindAMinimum) {
  for (const OptimiserKind kind : {OptimiserKind::adam, OptimiserKind::radam}) {
    std::vector<double> parameters = {3.0, -1.0};
    auto state = OptimiserState::at_start(2);
    for (int t = 0; t < 3000; ++t) {
      const std::vector<double> gradient = {100.0 * (parameters[0] - 1.0), 0.01 * (parameters[1] - 2.0)};
      update({kind}, 0.01, gradient, parameters, state);
    }
    EXPECT_NEAR(parameters[0], 1.0, 1e-3);
    EXPECT_NEAR(parameters[1], 2.0, 1e-3);
  }
}

TEST(Optimisers, HaveTheirBitsUnderEveryCompilerAndThroughRestarts) {
  const std::vector<std::uint64_t> expected = {0xe995e6f7368d3958u, 0xd9aa1528a0488b55u};
  for (const OptimiserKind kind : {OptimiserKind::adam, OptimiserKind::radam}) {
    std::vector<double> parameters(33, 0.3);
    auto state = OptimiserState::at_start(33);
    for (int t = 0; t < 60; ++t) {
      auto gradient = gradient_at(parameters, t);
      clip_to_norm(gradient, 1.0);
      update({kind, 0.9, 0.99}, 0.01, gradient, parameters, state);
      if (t % 7 != 3) continue;
      const auto text = state.counts().dump();
      const auto restored = OptimiserState::restored(nlohmann::json::parse(text), state.first, state.second);
      ASSERT_TRUE(restored == state);
      state = restored;
    }
    EXPECT_EQ(fingerprint(parameters), expected[static_cast<std::size_t>(kind)]);
  }
}

TEST(Optimisers, RefuseWhatDoesNotFit) {
  auto state = OptimiserState::at_start(2);
  std::vector<double> parameters(3);
  EXPECT_THROW(update({}, 0.1, std::vector<double>(2), parameters, state), Failure);
  EXPECT_THROW(update({}, 0.1, std::vector<double>(3), parameters, state), Failure);
  EXPECT_NE(sentence_of([&] {
              (void)OptimiserState::restored({{"updates", 3}}, {}, {});
            }).find("not what was saved"),
            std::string::npos);
  EXPECT_NE(sentence_of([&] { (void)OptimiserState::restored(state.counts(), {1.0}, {}); }).find("1 first moments"),
            std::string::npos);
}

TEST(ClipToNorm, ShortensLongGradientsOnly) {
  std::vector<double> gradient = {3.0, -4.0};
  EXPECT_EQ(clip_to_norm(gradient, 5.0), 5.0);
  EXPECT_EQ(clip_to_norm(gradient, infinity), 5.0);
  EXPECT_EQ(gradient, (std::vector<double>{3.0, -4.0}));
  EXPECT_EQ(clip_to_norm(gradient, 2.5), 5.0);
  EXPECT_EQ(gradient, (std::vector<double>{1.5, -2.0}));
  std::vector<double> zeros(3, 0.0);
  EXPECT_EQ(clip_to_norm(zeros, 1.0), 0.0);
}

TEST(ClipToNorm, LeavesGradientsWithoutNormAlone) {
  std::vector<double> gradient = {1e200, 1.0};
  EXPECT_EQ(clip_to_norm(gradient, 1.0), infinity);
  EXPECT_EQ(gradient, (std::vector<double>{1e200, 1.0}));
  gradient[0] = nan;
  EXPECT_TRUE(std::isnan(clip_to_norm(gradient, 1.0)));
  EXPECT_EQ(gradient[1], 1.0);
}

}  // namespace
}  // namespace starling::learning
