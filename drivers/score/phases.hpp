// The phases on which the time of a training is spent: those of the simulation, and two more.
#pragma once

#include "engine/run/particle_phases.hpp"

namespace starling::score {

enum class Phase { output = static_cast<int>(ParticlePhase::output), features, learning };

/// The phases, in the order of the enumerations.
[[nodiscard]] inline PhasePlan phase_plan() {
  PhasePlan plan = particle_phases();
  plan.labels.push_back({"features"});
  plan.labels.push_back({"learning"});
  return plan;
}

}  // namespace starling::score
