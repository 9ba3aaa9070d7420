// Ready decks of the diffusion job.
#pragma once

#include <string>

#include "tests/drivers/job_runs.hpp"

namespace starling::test {

/// The path of a ready deck.
inline std::string diffusion_deck(const std::string& name) { return runs_of("diffusion").deck(name); }

}  // namespace starling::test
