// The jump job: Markov jump processes, their exact paths and what is rare in them.
#pragma once

#include "engine/run/job.hpp"

namespace starling::jump {

[[nodiscard]] Job job();

}  // namespace starling::jump
