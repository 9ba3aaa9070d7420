// Bootstrap, guided, auxiliary and entropic filters as methods of the job.
#pragma once

#include <memory>

#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/state_space.hpp"
#include "engine/deck/choice.hpp"

namespace starling::smc {

/// A ParticleFilter as a method. Its table has ess, resampled and log_likelihood_increment, and mean_<c>, variance_<c> and
/// quantile_<p>_<c> of each component c at the times to observe; none of these of an extinct filter. Results:
/// log_likelihood and, under OnExtinction::zero, extinct (1 or 0).
[[nodiscard]] std::unique_ptr<Method> make_filter(const MethodPlace& place, const StateSpace& model,
                                                  const Observations& observations, const FilterSettings& settings,
                                                  const TableSettings& table);

/// The four as a deck names them.
[[nodiscard]] std::unique_ptr<Chosen> chosen_bootstrap();
[[nodiscard]] std::unique_ptr<Chosen> chosen_guided();
[[nodiscard]] std::unique_ptr<Chosen> chosen_auxiliary();
[[nodiscard]] std::unique_ptr<Chosen> chosen_entropic();

}  // namespace starling::smc
