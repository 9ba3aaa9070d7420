// Labels that a potential makes itself.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/potentials/snapshot_sweep.hpp"
#include "kernels/random/philox.hpp"

namespace starling::sgmcmc {

/// Forces of each of the sweep's configurations by these parameters, with noise N(0, deviation^2) of (key; component,
/// configuration). The sweep is left with these parameters.
[[nodiscard]] std::vector<std::vector<double>> teacher_forces(potentials::SnapshotSweep& sweep,
                                                              std::int64_t configurations,
                                                              const std::vector<double>& parameters, double deviation,
                                                              random::Key key);

}  // namespace starling::sgmcmc
