// The spins job: dense associative memories, whose spins remember patterns.
#pragma once

#include "engine/run/job.hpp"

namespace starling::spins {

[[nodiscard]] Job job();

}  // namespace starling::spins
