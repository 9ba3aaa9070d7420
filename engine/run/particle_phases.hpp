// The phases of jobs whose members move particles in space.
#pragma once

#include "engine/domain/particle_phase.hpp"
#include "engine/run/plan.hpp"

namespace starling {

/// The phases, in the order of ParticlePhase.
[[nodiscard]] inline PhasePlan particle_phases() {
  return {{{"start"}, {"forces"}, {"motion"}, {"neighbours"}, {"communication", true}, {"observation"}, {"output"}},
          static_cast<std::size_t>(ParticlePhase::communication),
          static_cast<std::size_t>(ParticlePhase::observation),
          static_cast<std::size_t>(ParticlePhase::output)};
}

}  // namespace starling
