// Whether a run fits into memory: asked before it begins, because Linux promises memory that it does not have and later
// kills who uses it.
#pragma once

#include <optional>

#include "engine/comm/communicator.hpp"

namespace starling {

/// Bytes that programs of this node can still have: what Linux estimates, or what this process's control group has left if
/// that is less. Nothing where the system does not say.
[[nodiscard]] std::optional<double> available_memory();

/// Collective: fails on all ranks if those of one node, which need at least `bytes` each, cannot have that much together.
void require_memory(const Communicator& world, double bytes);

}  // namespace starling
