// The phases on which the time of a run is spent.
#pragma once

#include "engine/run/plan.hpp"

namespace starling::active {

enum class Phase { start, forces, motion, neighbours, communication, observation, output };

/// The phases, in the order of the enumeration.
[[nodiscard]] inline PhasePlan phase_plan() {
  return {{{"start"}, {"forces"}, {"motion"}, {"neighbours"}, {"communication", true}, {"observation"}, {"output"}},
          static_cast<std::size_t>(Phase::communication),
          static_cast<std::size_t>(Phase::observation),
          static_cast<std::size_t>(Phase::output)};
}

}  // namespace starling::active
