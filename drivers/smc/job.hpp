// The smc job: weighted populations.
#pragma once

#include "engine/run/job.hpp"

namespace starling::smc {

[[nodiscard]] Job job();

}  // namespace starling::smc
