// The jobs of the program.
#pragma once

#include <vector>

#include "engine/run/job.hpp"

namespace starling {

/// Every job that a deck's first line can name.
[[nodiscard]] const std::vector<Job>& jobs();

}  // namespace starling
