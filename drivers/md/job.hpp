// The md job, for the list of jobs.
#pragma once

#include "engine/run/job.hpp"

namespace starling::md {

[[nodiscard]] Job job();

}  // namespace starling::md
