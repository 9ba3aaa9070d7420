// The score job.
#pragma once

#include "engine/run/job.hpp"

namespace starling::score {

[[nodiscard]] Job job();

}  // namespace starling::score
