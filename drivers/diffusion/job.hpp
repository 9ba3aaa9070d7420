// The diffusion job: populations that flow or diffuse from noise to targets whose laws are exact at every time.
#pragma once

#include "engine/run/job.hpp"

namespace starling::diffusion {

[[nodiscard]] Job job();

}  // namespace starling::diffusion
