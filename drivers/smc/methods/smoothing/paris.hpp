// PaRIS: smoothing of additive functionals while filtering.
#pragma once

#include <memory>

#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/state_space.hpp"
#include "engine/deck/choice.hpp"

namespace starling::smc {

/// What PaRIS is told.
struct ParisSettings {
  FilterSettings filter;   ///< that of a bootstrap filter
  int backward_draws = 2;  ///< M
  Functional functional = Functional::product;
};

/// A bootstrap filter with the recursion of ParisSums beside it. Its table is the filter's and a column `smoothed`, the
/// smoothed functional of all times so far. Results: log_likelihood and smoothed_<functional>. The model must have a
/// transition density.
[[nodiscard]] std::unique_ptr<Method> make_paris(const MethodPlace& place, const StateSpace& model,
                                                 const Observations& observations, const ParisSettings& settings,
                                                 const TableSettings& table);

/// The method as a deck names it.
[[nodiscard]] std::unique_ptr<Chosen> chosen_paris();

}  // namespace starling::smc
