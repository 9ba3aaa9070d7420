// PaRIS particle Gibbs: smoothing whose bias falls geometrically with the sweeps left out.
#pragma once

#include <cstdint>
#include <memory>

#include "drivers/smc/methods/smoothing/paris.hpp"

namespace starling::smc {

/// What PaRIS particle Gibbs is told.
struct ParisGibbsSettings {
  ParisSettings paris{.filter = {.resampling = Resampling::multinomial}};  ///< the only resampling that keeps the law
  std::int64_t chains = 1;                                                 ///< of each replica
  std::int64_t sweeps = 0;
  std::int64_t burn_in = 0;  ///< sweeps left out of the average
};

/// A chain of paths. Sweep 0 is an unconditional filter whose generations are drawn anew while they have no weight (any
/// path that the model and the observations allow may start the chain; only the bias of the first sweeps depends on
/// it). Each of sweeps 1, ..., `sweeps` is a filter with slot 0 pinned to the path before, and ParisSums for all slots.
/// The next path ends in a slot drawn by weight and goes back through the first ancestor that each slot drew. Cardoso,
/// Le Corff, Moulines and Olsson (2023). Units of work are times; the key of sweep l is make_key(seed, replica, chain,
/// l), for attempt a > 0 of sweep 0 make_key(seed, replica, chain, 2^31 + a). Its table has one row per sweep:
/// `estimate` of the smoothed functional and `rolled_average`, the mean over sweeps burn_in < l <= the row's (NaN
/// before). Result: smoothed_<functional>, the last such mean. The model must have a transition density. Fails with
/// blow_up, naming sweep and time, if no attempt gives sweep 0 a weight.
[[nodiscard]] std::unique_ptr<Method> make_paris_gibbs(const MethodPlace& place, const StateSpace& model,
                                                       const Observations& observations,
                                                       const ParisGibbsSettings& settings);

/// The method as a deck names it.
[[nodiscard]] std::unique_ptr<Chosen> chosen_paris_gibbs();

}  // namespace starling::smc
