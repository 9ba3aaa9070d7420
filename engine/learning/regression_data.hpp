// Data of a logistic regression, made ready for its kernels.
#pragma once

#include <string>
#include <vector>

#include "kernels/targets/logistic_regression.hpp"

namespace starling::learning {

/// Observations: one row each, the last column the response, 0 or 1, the others features.
using RegressionRows = std::vector<std::vector<double>>;

/// The features of all observations, row by row, each row times -1 where the response is 1 and led by a constant 1 if
/// there is an intercept. `section` of the deck, which messages name, holds the parameters. Fails with bad_input where a
/// value is missing, a response is neither 0 nor 1, rows differ in length, there are no or too many features, or a
/// feature that is to be standardised is constant.
[[nodiscard]] std::vector<double> signed_features(const LogisticRegression::Parameters& parameters,
                                                  const RegressionRows& data, const std::string& section);

}  // namespace starling::learning
