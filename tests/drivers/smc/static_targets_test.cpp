// Targets by name, and what they refuse.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/failure.hpp"
#include "engine/learning/regression_data.hpp"
#include "tests/drivers/smc/named_models.hpp"

namespace starling::smc {
namespace {

/// The sentence of the failure; empty if there is none.
std::string refusal(const std::string& name, const ModelParameters& values, const TargetData& data = {}) {
  try {
    (void)make_target(name, values, data);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::bad_input);
    return failure.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const TargetData three_rows = {{{1.0, 5.0, 0.0}, {2.0, 7.0, 1.0}, {4.0, 6.0, 1.0}}};

TEST(StaticTargets, AreMadeByName) {
  const std::vector<std::string> names = names_of<ChosenTarget>();
  EXPECT_EQ(names, (std::vector<std::string>{"gaussian_mixture", "logistic_regression", "gaussian_regression",
                                             "cauchy_gaussian"}));
  for (const std::string& name : names) {
    EXPECT_EQ(make_target(name, {}, three_rows)->name(), name);
    const auto chosen = choose_model(name, {});
    EXPECT_EQ(dynamic_cast<const ChosenTarget&>(*chosen).needs_data(), name.ends_with("_regression"));
  }
  EXPECT_EQ(make_target("gaussian_mixture", {{"means", {0, 0, 0, 1, 1, 1}}}, {})->dimension(), 3);
  EXPECT_EQ(make_target("logistic_regression", {}, three_rows)->dimension(), 3);
  EXPECT_EQ(make_target("logistic_regression", {{"intercept", {0.0}}}, three_rows)->dimension(), 2);
}

TEST(StaticTargets, RefuseWithASentence) {
  EXPECT_TRUE(contains(refusal("gausian_mixture", {}), "the nearest is gaussian_mixture"));
  EXPECT_TRUE(contains(refusal("cauchy_gaussian", {{"observd", {1.0}}}), "the nearest that it has is model.observed"));
  EXPECT_TRUE(contains(refusal("cauchy_gaussian", {{"prior_scale", {-1.0}}}), "model.prior_scale"));
  EXPECT_TRUE(contains(refusal("cauchy_gaussian", {{"observed", {1.0, 2.0}}}), "model.observed"));
  EXPECT_TRUE(contains(refusal("gaussian_mixture", {{"weights", {0.5, 0.0}}}), "model.weights"));
  EXPECT_TRUE(contains(refusal("gaussian_mixture", {{"means", {1.0, 2.0, 3.0}}}), "model.means"));
  EXPECT_TRUE(contains(refusal("gaussian_mixture", {{"standard_deviations", {1.0}}}), "model.standard_deviations"));
}

TEST(StaticTargets, RefuseDataWithASentence) {
  const auto with = [](const std::vector<std::vector<double>>& rows, const ModelParameters& values = {}) {
    return refusal("logistic_regression", values, {rows});
  };
  const double missing = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(contains(with({}), "no rows"));
  EXPECT_TRUE(contains(with({{}}), "coefficients"));
  EXPECT_TRUE(contains(with({{1.0}, {0.0}}, {{"intercept", {0.0}}}), "coefficients"));
  EXPECT_TRUE(contains(with({std::vector<double>(17, 1.0)}), "coefficients"));
  EXPECT_TRUE(contains(with({{1.0, 2.0, 0.0}, {1.0, 1.0}}), "row 2"));
  EXPECT_TRUE(contains(with({{1.0, 0.0}, {missing, 1.0}}), "row 2"));
  EXPECT_TRUE(contains(with({{1.0, 0.0}, {2.0, 3.0}}), "response 3"));
  EXPECT_TRUE(contains(with({{1.0, 4.0, 0.0}, {2.0, 4.0, 1.0}}), "feature 2"));
  EXPECT_EQ(with({{1.0, 4.0, 0.0}, {2.0, 4.0, 1.0}}, {{"standardise", {0.0}}}), "");
  EXPECT_EQ(refusal("gaussian_regression", {}, {{{1.0, 0.5}, {2.0, 3.0}}}), "");
  EXPECT_TRUE(contains(refusal("gaussian_regression", {}, {{{1.0, 0.5}, {2.0, missing}}}), "row 2"));
  EXPECT_TRUE(contains(refusal("gaussian_regression", {{"noise_standard_deviation", {0.0}}}), "noise_standard"));
  EXPECT_TRUE(contains(refusal("gaussian_regression", {}, {{{0.5}, {}}}), "row 2 of the data has 0 columns"));
  // Ten times 0.1 do not add up to 1, so that their mean is beside them.
  std::vector<std::vector<double>> rows;
  for (int row = 0; row < 10; ++row) rows.push_back({static_cast<double>(row), 0.1, row % 2 == 0 ? 0.0 : 1.0});
  EXPECT_TRUE(contains(with(rows), "feature 2 of the data is the same in all rows"));
  rows[3][1] = std::nextafter(0.1, 1.0);
  EXPECT_TRUE(contains(with(rows), "feature 2")) << "an ulp in one row";
  rows[3][1] = 0.1 + 1e-12;
  EXPECT_EQ(with(rows), "") << "small, but no rounding";
}

TEST(StaticTargets, RegressionDataAreStandardisedAndSigned) {
  const std::vector<double> features = learning::signed_features({}, three_rows.rows, "model");
  ASSERT_EQ(features.size(), 9U);
  const double mean = 7.0 / 3.0;
  const double deviation = std::sqrt((16.0 + 1.0 + 25.0) / 27.0);
  EXPECT_EQ(features[0], 1.0);
  EXPECT_EQ(features[3], -1.0);
  EXPECT_NEAR(features[1], (1.0 - mean) / deviation, 1e-14);
  EXPECT_NEAR(features[7], -(4.0 - mean) / deviation, 1e-14);
  EXPECT_NEAR(features[2], -std::sqrt(1.5), 1e-14);
  const std::vector<double> raw = learning::signed_features({5.0, 0.0, 0.0}, three_rows.rows, "model");
  EXPECT_EQ(raw, (std::vector<double>{1.0, 5.0, -2.0, -7.0, -4.0, -6.0}));
}

}  // namespace
}  // namespace starling::smc
