// What chains say of values that are known.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/sgmcmc/chains/calibration.hpp"
#include "drivers/sgmcmc/chains/ensemble_plan.hpp"
#include "drivers/sgmcmc/chains/predictions.hpp"

namespace starling::sgmcmc {

/// `chains` are those of wanted_draws() that have not diverged; of each only the last draw counts if that is asked for.
[[nodiscard]] Predictions predict_known(const EnsemblePlan& plan, const std::vector<std::vector<double>>& chains,
                                        const std::vector<KnownValue>& known, bool last_only);

/// Of chains that are replicates; `numbers` are theirs.
[[nodiscard]] Calibration calibrate_chains(const EnsemblePlan& plan, const std::vector<std::vector<double>>& chains,
                                           const std::vector<std::int64_t>& numbers);

}  // namespace starling::sgmcmc
