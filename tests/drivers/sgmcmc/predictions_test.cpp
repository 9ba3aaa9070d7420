// Coverage, errors and likelihoods of predictions where they are known exactly; the share of variance between chains; verdicts
// of calibrations.
#include "drivers/sgmcmc/chains/predictions.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "drivers/sgmcmc/chains/calibration.hpp"
#include "kernels/random/chain_normals.hpp"
#include "kernels/random/key.hpp"

namespace starling::sgmcmc {
namespace {

double any_normal(std::int64_t k, std::uint64_t step, std::uint32_t chain = 0) {
  return random::parameter_normal(k, random::make_key(17, 0, chain), step, random::Purpose::langevin);
}

/// A Gaussian posterior: values are m + N(0, 1), draws m + spread N(0, 1), labels values + s N(0, 1), in blocks of 50.
std::vector<PredictedValue> gaussian_values(double spread, double s, std::size_t chains, std::size_t draws) {
  std::vector<PredictedValue> values;
  for (std::int64_t k = 0; k < 2000; ++k) {
    const double middle = 3.0 * any_normal(k, 0);
    PredictedValue& value = values.emplace_back();
    value.known = {0, middle + any_normal(k, 1), 0.0, k / 50};
    value.known.label = value.known.value + s * any_normal(k, 2);
    for (std::uint32_t c = 0; c < chains; ++c) {
      std::vector<double>& of_chain = value.draws.emplace_back();
      for (std::size_t d = 0; d < draws; ++d) of_chain.push_back(middle + spread * any_normal(k, 3 + d, c));
    }
  }
  return values;
}

void expect_near(const MeanAndError& found, double exact, double sharpness, const std::string& what) {
  EXPECT_NEAR(found.mean, exact, 4.5 * found.error) << what;
  EXPECT_LT(found.error, sharpness) << what;
  EXPECT_GT(found.error, 0.0) << what;
}

/// Means of n draws lie within 1/sqrt(n) of the middle, which adds to the distance of the values: for spread c the coverage at
/// z is erf(z c / sqrt(2 (1 + c^2 / n))), but for the error of c itself, which is of the order 1/n.
TEST(Predictions, CoverAsOftenAsAGaussianPosteriorMust) {
  constexpr double s = 0.7;
  constexpr double z[3] = {0.674489750196, 0.994457883210, 1.959963984540};
  for (const double spread : {1.0, 0.5}) {
    const auto values = gaussian_values(spread, s, 2, 150);
    const Predictions found = judge_predictions(values, ChainDraws(2, std::vector<double>(150, s)));
    EXPECT_EQ(found.values, 2000);
    EXPECT_EQ(found.blocks, 40);
    for (std::size_t l = 0; l < 3; ++l) {
      const auto exact = [&](double n) {
        return std::erf(z[l] * spread / std::sqrt(2.0 * (1.0 + spread * spread / n)));
      };
      const std::string what = fmt::format("{} at {}", spread, nominal_coverage[l]);
      expect_near(found.pooled.value_coverage[l], exact(300.0), 0.015, what);
      EXPECT_NEAR(found.single.value_coverage[l].mean, exact(150.0), 0.05) << what;
      const double assumed = std::sqrt((spread * spread + s * s) / (1.0 + s * s));
      expect_near(found.pooled.label_coverage[l], std::erf(z[l] * assumed / std::sqrt(2.0)), 0.015, what + ", labels");
    }
    expect_near(found.pooled.rmse, std::sqrt(1.0 + spread * spread / 300.0), 0.03, "rmse");
    const double two_pi = 2.0 * std::acos(-1.0);
    const double variance = spread * spread;
    expect_near(found.pooled.value_likelihood, 0.5 * (1.0 / variance + std::log(two_pi * variance)), 0.12, "values");
    const double of_label = variance + s * s;
    expect_near(found.pooled.label_likelihood, 0.5 * ((1.0 + s * s) / of_label + std::log(two_pi * of_label)), 0.04,
                "labels");
  }
}

/// Chains about m - d and m + d: intervals of one are about its own mean, of variance 1, those of both about m, of variance
/// 1 + d^2.
TEST(Predictions, SingleChainsAreJudgedByTheirOwnIntervals) {
  auto values = gaussian_values(1.0, 0.0, 2, 150);
  constexpr double d = 1.5;
  for (PredictedValue& value : values) {
    for (double& draw : value.draws[0]) draw -= d;
    for (double& draw : value.draws[1]) draw += d;
  }
  const Predictions found = judge_predictions(values, {});
  constexpr double z = 0.674489750196;
  const auto below = [](double x) { return 0.5 * (1.0 + std::erf(x / std::sqrt(2.0 * (1.0 + 1.0 / 150.0)))); };
  const double single = below(z - d) - below(-z - d);
  EXPECT_NEAR(found.single.value_coverage[0].mean, single, 4.5 * std::sqrt(single * (1.0 - single) / 2000.0));
  const double pooled = std::erf(z * std::sqrt((1.0 + d * d) / (2.0 * (1.0 + 1.0 / 300.0))));
  expect_near(found.pooled.value_coverage[0], pooled, 0.015, "pooled");
}

/// Chains with means -+ 1 (variance 2 with two of them, 4/3 with four), and a variance of w within.
TEST(Predictions, ShareOfVarianceBetweenChains) {
  const auto chain = [](double mean, double w) {
    const double apart = std::sqrt(w * 3.0 / 4.0);
    return std::vector<double>{mean - apart, mean + apart, mean - apart, mean + apart};
  };
  const auto share = [&](const std::vector<double>& means, double w) {
    PredictedValue value{{0, 0.0, 0.0, 0}, {}};
    for (const double mean : means) value.draws.push_back(chain(mean, w));
    return judge_predictions({value}, {}).between_chains;
  };
  EXPECT_NEAR(share({-1, 1}, 2.0).mean, 0.5, 1e-14);
  // Of two values, sums before the ratio: (2 + 2) / (2 + 2 + 2 + 10), where the mean of ratios would be a third.
  const PredictedValue narrow{{0, 0.0, 0.0, 0}, {chain(-1, 2.0), chain(1, 2.0)}};
  const PredictedValue wide{{1, 0.0, 0.0, 0}, {chain(-1, 10.0), chain(1, 10.0)}};
  EXPECT_NEAR(judge_predictions({narrow, wide}, {}).between_chains.mean, 0.25, 1e-14);
  EXPECT_NEAR(share({-1, 1, -1, 1}, 4.0).mean, 0.25, 1e-14);
  EXPECT_NEAR(share({5, 5, 5}, 1.0).mean, 0.0, 1e-14);
  EXPECT_TRUE(std::isnan(share({5}, 1.0).mean)) << "of one chain nothing can be said";
  // Without one of four: means of variance 4/3 about any three, so that all shares are the same.
  EXPECT_NEAR(share({-1, 1, -1, 1}, 4.0).error, 0.0, 1e-14);
  // Without 0, 0 and 3: means of variance 4.5, 4.5 and 0; shares x/(x+1) of 9/11, 9/11, 0, whose jackknife is
  // sqrt(2/3 * sum of squares about their mean).
  EXPECT_NEAR(share({0, 0, 3}, 1.0).error, std::sqrt(2.0 / 3.0 * 2.0 / 3.0) * 9.0 / 11.0, 1e-14);
}

TEST(Predictions, OfSingleDrawsHaveNoIntervals) {
  PredictedValue value{{0, 1.0, 1.2, 0}, {{0.8}, {1.4}}};
  const Predictions found = judge_predictions({value}, {{0.1}, {0.1}});
  EXPECT_NEAR(found.pooled.rmse.mean, 0.1, 1e-14);
  EXPECT_TRUE(std::isnan(found.pooled.rmse.error)) << "of one block";
  EXPECT_EQ(found.pooled.value_coverage[0].mean, 1.0);
  EXPECT_TRUE(std::isnan(found.single.value_coverage[0].mean));
  EXPECT_TRUE(std::isnan(found.between_chains.mean));
}

/// Truths and draws of one normal law; the draws shifted, or too narrow.
Calibration made_up(double shift, double spread, std::int64_t replicates) {
  ReplicatedFunction function{"f", {}, {}};
  for (std::int64_t r = 0; r < replicates; ++r) {
    function.truths.push_back(any_normal(r, 0, 5));
    std::vector<double>& draws = function.draws.emplace_back();
    for (std::uint64_t d = 1; d < 20; ++d) draws.push_back(shift + spread * any_normal(r, d, 5));
  }
  return judge_calibration({function});
}

// Of 300 replicates a shift of half a deviation has an expected z of 6.7 (Phi(0.5 / sqrt(2)) - 1/2 = 0.138 of the mean rank's
// 1/sqrt(12) / sqrt(300)), draws of a third of the width an expected chi-square above 100.
TEST(Calibration, ConvictsWhatIsShiftedOrTooNarrow) {
  EXPECT_TRUE(made_up(0.0, 1.0, 300).faults.empty());
  const Calibration shifted = made_up(0.5, 1.0, 300);
  ASSERT_EQ(shifted.faults.size(), 3U);
  EXPECT_NE(shifted.faults[0].find("too low"), std::string::npos) << shifted.faults[0];
  EXPECT_NEAR(shifted.functions[0].moved.mean, 0.5, 4.5 * shifted.functions[0].moved.error);
  const Calibration narrow = made_up(0.0, 1.0 / 3.0, 300);
  ASSERT_EQ(narrow.faults.size(), 1U);
  EXPECT_NE(narrow.faults[0].find("not uniform"), std::string::npos) << narrow.faults[0];
}

TEST(Calibration, SaysNothingOfAFewReplicates) {
  const Calibration few = made_up(0.0, 1.0, 24);
  ASSERT_EQ(few.faults.size(), 1U);
  EXPECT_EQ(few.faults[0], "there are 24 replicates: 25 are needed");
  EXPECT_FALSE(entry_of(few).at("calibrated").get<bool>());
}

}  // namespace
}  // namespace starling::sgmcmc
