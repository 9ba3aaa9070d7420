// What regressions do with the features that they are given.
#pragma once

#include <string>

#include "kernels/parameters.hpp"

namespace starling {

/// Shows the members `intercept` and `standardise` of a regression's numbers.
template <class Parameters, class Visitor>
void describe_features(Parameters& p, Visitor&& visitor) {
  visitor("intercept", p.intercept, "1: the first coefficient is that of a constant 1; 0: there is none",
          Limits::within(0.0, 1.0));
  visitor("standardise", p.standardise, "1: shift and scale each feature to mean 0 and variance 1; 0: as it is",
          Limits::within(0.0, 1.0));
}

/// What is wrong with them; empty if nothing is.
template <class Parameters>
[[nodiscard]] std::string feature_objection(const Parameters& p) {
  if (p.intercept != 0.0 && p.intercept != 1.0) return "model.intercept is 0 or 1";
  if (p.standardise != 0.0 && p.standardise != 1.0) return "model.standardise is 0 or 1";
  return "";
}

}  // namespace starling
