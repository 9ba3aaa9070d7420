// What the time of a run is spent on.
#pragma once

#include <vector>

#include "engine/runtime/phase_timer.hpp"

namespace starling::active {

enum class Phase { start, forces, motion, neighbours, communication, observation, output };

/// The phases' names, in the order of the enumeration.
[[nodiscard]] inline std::vector<PhaseLabel> phase_labels() {
  return {{"start", false},        {"forces", false},      {"motion", false}, {"neighbours", false},
          {"communication", true}, {"observation", false}, {"output", false}};
}

}  // namespace starling::active
