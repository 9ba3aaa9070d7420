// Learning rates: warm-up, constancy and the cosine.
#include "engine/learning/learning_rate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/engine/learning/bits.hpp"

namespace starling::learning {
namespace {

TEST(LearningRate, StaysAfterItsWarmUp) {
  const LearningRate rate{RateKind::constant, 0.5, 4};
  EXPECT_EQ(rate.at(0), 0.125);
  EXPECT_EQ(rate.at(1), 0.25);
  EXPECT_EQ(rate.at(3), 0.5);
  EXPECT_EQ(rate.at(4), 0.5);
  EXPECT_EQ(rate.at(1000000), 0.5);
  EXPECT_EQ((LearningRate{RateKind::constant, 0.5}.at(0)), 0.5);
}

TEST(LearningRate, FallsAlongACosine) {
  const LearningRate rate{RateKind::cosine, 2.0, 10, 110, 0.25};
  EXPECT_EQ(rate.at(0), 0.2);
  EXPECT_EQ(rate.at(9), 2.0);
  EXPECT_EQ(rate.at(10), 2.0);
  EXPECT_EQ(rate.at(60), 2.0 * 0.625);  // half way
  EXPECT_EQ(rate.at(110), 0.5);
  EXPECT_EQ(rate.at(5000), 0.5);
  for (std::int64_t u = 10; u < 110; ++u) {
    const double p = static_cast<double>(u - 10) / 100.0;
    EXPECT_NEAR(rate.at(u), 2.0 * (0.25 + 0.75 * 0.5 * (1.0 + std::cos(std::numbers::pi * p))), 1e-15) << u;
    EXPECT_LT(rate.at(u + 1), rate.at(u));
  }
}

TEST(LearningRate, HasItsBitsUnderEveryCompiler) {
  const LearningRate rate{RateKind::cosine, 1e-3, 7, 200, 0.01};
  std::vector<double> rates;
  for (std::int64_t u = 0; u < 210; ++u) rates.push_back(rate.at(u));
  EXPECT_EQ(testing_support::fingerprint(rates), 0xe4ecc3c345c16e81u);
}

TEST(LearningRate, MayBeAllWarmUp) {
  const LearningRate rate{RateKind::cosine, 1.0, 10, 10, 0.5};
  EXPECT_EQ(rate.at(9), 1.0);
  EXPECT_EQ(rate.at(10), 0.5);
}

}  // namespace
}  // namespace starling::learning
