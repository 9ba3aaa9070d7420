// The lines of filter.csv.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/particle_filter.hpp"
#include "drivers/smc/methods/settings.hpp"

namespace starling::smc {

/// ess, resampled, log_likelihood_increment; and, where the table observes at all, mean_<c>, variance_<c> and
/// quantile_<p>_<c> of each component c = 0, 1, ... of the state.
[[nodiscard]] std::vector<std::string> filter_columns(int state_size, const TableSettings& table);

/// Collective: the line of the filter's present time. Means, variances and quantiles are those of the weighted particles,
/// before any resampling; NaN at times that are not observed.
[[nodiscard]] TableRow filter_row(const ParticleFilter& filter, const TableSettings& table);

}  // namespace starling::smc
