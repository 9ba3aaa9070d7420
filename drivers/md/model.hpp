// What the runs of a deck have in common: atoms where they start, potentials, how they move.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/md/deck.hpp"
#include "drivers/md/potential_draws.hpp"
#include "engine/comm/communicator.hpp"
#include "kernels/dynamics/langevin.hpp"
#include "kernels/space/box.hpp"

namespace starling::md {

struct Model {
  PotentialDraws potentials;
  Box<3> box;
  std::vector<double> start;          ///< of atom i: start[3 i + axis], in the box
  std::vector<std::int32_t> element;  ///< of each atom, its place in the potential's list
  LangevinBaoab dynamics;
  std::vector<double> thermal_velocity;  ///< sqrt(kT/m) of each element, Angstrom/fs
  double volume;

  [[nodiscard]] std::int64_t atoms() const { return static_cast<std::int64_t>(element.size()); }
  /// XXH3, 64 bits, of the box and the elements: what a restart takes from the start file.
  [[nodiscard]] std::string atoms_hash() const;
  [[nodiscard]] double cutoff() const { return potentials.potential.reach(); }
};

/// Collective. Fails with bad_input about a key where files do not fit the deck or each other: unknown elements, too few
/// masses, a box that is less than twice the reach of what is computed or counted.
[[nodiscard]] Model make_model(const Communicator& world, const Deck& deck);

}  // namespace starling::md
