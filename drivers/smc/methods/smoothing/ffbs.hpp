// Forward filtering, backward simulation.
#pragma once

#include <memory>

#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/state_space.hpp"
#include "engine/deck/choice.hpp"

namespace starling::smc {

/// What backward simulation is told.
struct FfbsSettings {
  FilterSettings filter;             ///< that of a bootstrap filter
  std::int64_t trajectories = 1000;  ///< paths drawn backwards
  Functional functional = Functional::product;
};

/// A bootstrap filter whose generations are kept, then `trajectories` BackwardPaths through them: T units of work forwards
/// and T backwards. Its table is the filter's. Results: log_likelihood and smoothed_<functional>. A checkpoint holds the
/// generations; paths begun are drawn again from them. The model must have a transition density.
[[nodiscard]] std::unique_ptr<Method> make_ffbs(const MethodPlace& place, const StateSpace& model,
                                                const Observations& observations, const FfbsSettings& settings,
                                                const TableSettings& table);

/// The method as a deck names it.
[[nodiscard]] std::unique_ptr<Chosen> chosen_ffbs();

}  // namespace starling::smc
