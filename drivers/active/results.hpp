// What a run found: its averages with standard errors.
#pragma once

#include <nlohmann/json.hpp>

#include "drivers/active/ensemble.hpp"

namespace starling::active {

/// The summary's `observables`: mean, standard_error and samples of each, or null with the reason. The error of one replica
/// is that of dyadic blocks, with `resolved` and, where that is false, `time_needed`; with several, the mean is that of their means and the error the one between them. `samples`
/// counts those of all replicas. `step`: that of the state. On rank 0; others may get less. Collective.
template <int D>
[[nodiscard]] nlohmann::ordered_json summarise_results(Ensemble<D>& ensemble, std::int64_t step);

/// The run's averaged arrays, with errors as for the summary; an entry's samples are those of all replicas. On rank 0;
/// others may get less. Collective.
template <int D>
[[nodiscard]] std::vector<AveragedArray> average_arrays(Ensemble<D>& ensemble);

}  // namespace starling::active
