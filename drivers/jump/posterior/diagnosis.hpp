// What chains for rates found, and whether they agree.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/run/members.hpp"

namespace starling::jump {

struct Diagnosis {
  std::vector<Result> results;      ///< each rate's mean, and its standard deviation
  nlohmann::ordered_json entry;     ///< of each rate R-hat and effective draws
  std::vector<std::string> faults;  ///< what speaks against convergence
};

/// Collective over the world; complete on rank 0. Chains pass with R-hat below 1.01 and 400 effective draws.
[[nodiscard]] Diagnosis diagnose(Members& members);

}  // namespace starling::jump
