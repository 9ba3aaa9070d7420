// Averages over all particles at one step, which the observables are functions of.
#pragma once

#include "drivers/active/observables.hpp"
#include "drivers/active/particle_terms.hpp"
#include "drivers/active/simulation.hpp"
#include "engine/comm/communicator.hpp"

namespace starling::active {

/// What moments and frames need of each owned particle, in device memory.
template <int D>
struct ParticleQuantities {
  DeviceArray<double> divergence;  ///< of the total force, with respect to the particle's own position
  DeviceArray<double> virial;      ///< of the pair force, half of each pair's
  DeviceArray<double> energy;      ///< half of each pair's, and the external one
  DeviceArray<double> drive;       ///< g or u, one array a dimension, particles().stride() apart

  /// Fills the arrays. Forces must be those of the present positions and lists hold all pairs within the cutoff.
  void compute(const Simulation<D>& simulation);
};

/// Averages over the particles of all ranks, structure apart. The same bits on any number of ranks. `hexatic_order`: of
/// each owned particle, device memory; read only where it is defined. Collective.
template <int D>
[[nodiscard]] Moments average_moments(const Communicator& communicator, const Deck& deck,
                                      const Simulation<D>& simulation, const ParticleQuantities<D>& quantities,
                                      const double* hexatic_order);

}  // namespace starling::active
