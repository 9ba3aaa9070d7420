// Forces of a network potential on the particles of a decomposed box.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/domain/neighbourhood.hpp"
#include "engine/population/particles.hpp"
#include "engine/potentials/device_potential.hpp"
#include "engine/potentials/factorised_potential.hpp"
#include "kernels/networks/token_memory.hpp"

namespace starling::potentials {

/// Energies, parts of tr W and forces of owned atoms, the same bits on any number of ranks: an atom sums what its own
/// functions do to its neighbours, ghosts among them, as whole numbers (force_quanta.hpp), and ghosts' sums go back to where
/// the atoms live. Energies in eV, forces in eV/Angstrom.
class DomainForces {
 public:
  /// `parameters` of the networks in the order of layout_of(); `element_of_id` is the place of each atom's element in the
  /// potential's list, for all atoms of all ranks.
  DomainForces(const Potential& potential, const std::vector<double>& parameters,
               const std::vector<std::int32_t>& element_of_id);

  /// To be called when the lists are new.
  void prepare(const Particles<3>& particles, const NeighbourList& list);

  /// Collective: fills particles.force(), not finite where atoms have run into each other, and energy() and virial(); with
  /// `excess` also that.
  void compute(const Particles<3>& particles, const Box<3>& box, const Halo<3>& halo, const NeighbourList& list,
               bool excess);

  /// Of owned atoms.
  [[nodiscard]] const DeviceArray<double>& energy() const { return energy_; }
  [[nodiscard]] const DeviceArray<double>& virial() const { return virial_; }
  /// How far an atom's functions are beyond their training range at most, in parts of the range.
  [[nodiscard]] const DeviceArray<double>& excess() const { return excess_; }

 private:
  void order_atoms(const Particles<3>& particles);

  DevicePotential device_;
  FactorisedPotential functions_;
  Repulsion repulsion_;
  double reach_;
  DeviceArray<double> packed_;
  DeviceArray<std::int32_t> element_of_id_;
  DeviceArray<std::int32_t> element_;  ///< of each place, ghosts too
  DeviceArray<std::int32_t> order_;    ///< owned places by element
  DeviceArray<AtomBlock> blocks_;
  std::int64_t block_count_ = 0;
  std::int64_t most_neighbours_ = 0;
  DeviceArray<std::int64_t> quanta_;
  DeviceArray<double> energy_, virial_, excess_;
  networks::TokenMemory<double> memory_;
};

}  // namespace starling::potentials
