// The tables of a finite hidden Markov model, read from lists.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "kernels/parameters.hpp"

namespace starling {

/// The number of states is the length of `start`; tables are row-major, each row a law up to the rounding of its decimals,
/// and divided by its sum.
struct HiddenMarkovParameters {
  static constexpr int most_states = 8;
  static constexpr int most_symbols = 16;
  static constexpr double rounding = 1e-5;  ///< how far from 1 a row may add up: .333333 .333333 .333333

  std::vector<double> start = {0.5, 0.5};
  std::vector<double> transition = {0.9, 0.1, 0.2, 0.8};
  std::vector<double> emission = {0.8, 0.2, 0.3, 0.7};

  template <class Visitor>
  void describe(Visitor&& visitor) {
    visitor("start", start, "law of x_0; its length is the number of states, at most 8", Limits::within(0.0, 1.0));
    visitor("transition", transition, "row i: the law of x_t given x_{t-1} = i", Limits::within(0.0, 1.0));
    visitor("emission", emission, "row i: the law of y_t in 0, 1, ... given x_t = i, at most 16 symbols",
            Limits::within(0.0, 1.0));
  }

  [[nodiscard]] int states() const { return static_cast<int>(start.size()); }
  [[nodiscard]] int symbols() const { return static_cast<int>(emission.size()) / states(); }

  /// Row i of a table of so many columns, divided by its sum.
  static double entry(const std::vector<double>& table, int columns, int i, int j) {
    double sum = 0.0;
    for (int k = 0; k < columns; ++k) sum += table[i * columns + k];
    return table[i * columns + j] / sum;
  }

  /// What is wrong with the tables; empty if nothing is.
  [[nodiscard]] std::string objection() const {
    const int k = states();
    if (k > most_states) return "model.start has " + std::to_string(k) + " states; at most 8 are possible";
    if (transition.size() != start.size() * start.size())
      return "model.transition has " + std::to_string(transition.size()) + " numbers and needs " +
             std::to_string(k * k) + ", for the " + std::to_string(k) + " states of model.start";
    if (emission.size() % start.size() != 0)
      return "model.emission has " + std::to_string(emission.size()) + " numbers, which are not rows for " +
             std::to_string(k) + " states";
    if (symbols() > most_symbols)
      return "model.emission has " + std::to_string(symbols()) + " symbols; at most 16 are possible";
    std::string wrong = not_laws("start", start, k);
    if (wrong.empty()) wrong = not_laws("transition", transition, k);
    if (wrong.empty()) wrong = not_laws("emission", emission, symbols());
    return wrong;
  }

 private:
  static std::string not_laws(const std::string& key, const std::vector<double>& table, int columns) {
    for (std::size_t i = 0; i < table.size() / columns; ++i) {
      double sum = 0.0;
      for (int j = 0; j < columns; ++j) sum += table[i * columns + j];
      if (!(std::fabs(sum - 1.0) <= rounding))
        return "row " + std::to_string(i) + " of model." + key + " sums to " + std::to_string(sum) + ", not to 1";
    }
    return "";
  }
};

}  // namespace starling
