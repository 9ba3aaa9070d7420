// How models, forces and dynamics name their numbers. A describe() beside the equation calls a visitor once for each:
//   visitor("persistence", parameters.persistence, "rho, the autoregression", Limits{...})
// with a Notation behind it where there is more to say. Drivers turn these into keys of the deck, read them and check them;
// what declares them knows of no deck.
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

/// What else a deck's documentation says of a number.
struct Notation {
  const char* unit = "";
  const char* symbol = "";       ///< in the papers
  const char* unset_means = "";  ///< what leaving it out means, in words
};

/// The default of a number that has none: the deck must give it. Numbers with another default may be left out; where the
/// default depends on others, the member is an optional.
inline constexpr double required = std::numeric_limits<double>::quiet_NaN();

/// Model::describe(parameters, visitor), if the model has numbers of its own.
template <class Model, class Visitor>
void describe_numbers(typename Model::Parameters& parameters, const Visitor& visitor) {
  if constexpr (requires { Model::describe(parameters, visitor); }) Model::describe(parameters, visitor);
}

}  // namespace starling
