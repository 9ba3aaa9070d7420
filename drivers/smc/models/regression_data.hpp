// Data of a logistic regression, made ready for its kernels.
#pragma once

#include <vector>

#include "drivers/smc/models/static_target.hpp"
#include "kernels/targets/logistic_regression.hpp"

namespace starling::smc {

/// The features of all observations, row by row, each row times -1 where the response is 1 and led by a constant 1 if
/// there is an intercept. Fails with bad_input where a value is missing, a response is neither 0 nor 1, rows differ in
/// length, there are no or too many features, or a feature that is to be standardised is constant.
[[nodiscard]] std::vector<double> signed_features(const LogisticRegression::Parameters& parameters,
                                                  const TargetData& data);

}  // namespace starling::smc
