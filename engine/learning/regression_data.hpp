// Data of regressions, made ready for their kernels.
#pragma once

#include <string>
#include <vector>

#include "kernels/targets/gaussian_regression.hpp"
#include "kernels/targets/logistic_regression.hpp"

namespace starling::learning {

/// Observations: one row each, the last column the response, the others features.
using RegressionRows = std::vector<std::vector<double>>;

/// The features of all observations, row by row, each row times -1 where the response is 1 and led by a constant 1 if
/// there is an intercept. `section` of the deck, which messages name, holds the parameters. Fails with bad_input where a
/// value is missing, a response is neither 0 nor 1, rows differ in length, there are no or too many features, or a
/// feature that is to be standardised is constant.
[[nodiscard]] std::vector<double> signed_features(const LogisticRegression::Parameters& parameters,
                                                  const RegressionRows& data, const std::string& section);

/// The rows that a target's kernels read, one after the other: signed_features(), or features, led by a constant 1 if there
/// is an intercept, and then the response, which may be any number.
[[nodiscard]] inline std::vector<double> kernel_rows(const LogisticRegression::Parameters& parameters,
                                                     const RegressionRows& data, const std::string& section) {
  return signed_features(parameters, data, section);
}
[[nodiscard]] std::vector<double> kernel_rows(const GaussianRegression::Parameters& parameters,
                                              const RegressionRows& data, const std::string& section);

}  // namespace starling::learning
