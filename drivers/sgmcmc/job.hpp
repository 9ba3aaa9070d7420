// The sgmcmc job, as drivers/jobs.cpp lists it.
#pragma once

#include "engine/run/job.hpp"

namespace starling::sgmcmc {

[[nodiscard]] Job job();

}  // namespace starling::sgmcmc
