// The optimise job: populations that find minima, or sample, by consensus.
#pragma once

#include "engine/run/job.hpp"

namespace starling::optimise {

[[nodiscard]] Job job();

}  // namespace starling::optimise
