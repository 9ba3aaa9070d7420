// The phases on which the time of moving particles is spent.
#pragma once

namespace starling {

/// In the order in which a run of particles declares them (engine/run/particle_phases.hpp).
enum class ParticlePhase { start, forces, motion, neighbours, communication, observation, output };

}  // namespace starling
