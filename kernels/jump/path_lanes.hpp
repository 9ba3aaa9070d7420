// How many paths one thread brings forward.
#pragma once

#include "kernels/kokkos_compatibility.hpp"

namespace starling::jump {

/// Paths side by side: with 32, Philox fills its registers.
inline constexpr int path_lanes = kernels_run_on_host ? 32 : 1;

}  // namespace starling::jump
