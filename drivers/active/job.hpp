// The active-matter job: particles in space.
#pragma once

#include "engine/run/job.hpp"

namespace starling::active {

[[nodiscard]] Job job();

}  // namespace starling::active
