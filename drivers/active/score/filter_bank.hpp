// The network of drives with vectors that reach far.
#pragma once

#include "drivers/active/score/network.hpp"

namespace starling::active {

/// For Gaussian drives or unit vectors; `placed` where there is an external force.
template <int D>
[[nodiscard]] std::unique_ptr<ScoreNetwork<D>> make_filter_bank(const NetworkSettings& settings,
                                                                const score::InputLengths& lengths, bool unit_vector,
                                                                bool placed);

}  // namespace starling::active
