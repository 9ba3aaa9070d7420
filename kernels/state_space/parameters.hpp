// How a model names its numbers. A model's describe() calls a visitor once for each:
//   visitor("persistence", parameters.persistence, "rho, the autoregression", Limits{...})
// and the driver turns these into keys of the deck; no model knows of decks.
#pragma once

#include <limits>

namespace starling {

/// The values that a number may take, all bounds exclusive unless said otherwise.
struct Limits {
  double above = -std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();
  double at_least = -std::numeric_limits<double>::infinity();
  double at_most = std::numeric_limits<double>::infinity();

  static Limits any() { return {}; }
  static Limits positive() { return {.above = 0.0}; }
  static Limits not_negative() { return {.at_least = 0.0}; }
  static Limits between(double low, double high) { return {.above = low, .below = high}; }
  static Limits within(double low, double high) { return {.at_least = low, .at_most = high}; }
};

}  // namespace starling
