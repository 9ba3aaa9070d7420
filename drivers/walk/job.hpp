// The walk job: tokens on a graph that are repelled by their own past.
#pragma once

#include "engine/run/job.hpp"

namespace starling::walk {

[[nodiscard]] Job job();

}  // namespace starling::walk
