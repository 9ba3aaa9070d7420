// Atomic configurations with energies, forces and stresses, from extended XYZ files in the conventions of ASE.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// One frame: atoms in a periodic box with its corner at the origin. Lengths in Angstrom, energies in eV.
struct AtomicConfiguration {
  std::array<double, 3> edge{};                 ///< of the box
  std::vector<std::string> elements;            ///< chemical symbol of each atom
  std::vector<double> positions;                ///< of atom i: positions[3 i + axis], in [0, edge)
  std::optional<double> energy;                 ///< of the whole frame
  std::vector<double> forces;                   ///< as positions; empty if the frame has none
  std::optional<std::array<double, 9>> virial;  ///< W = -stress times volume, row-major; no kinetic part

  [[nodiscard]] std::size_t atoms() const { return elements.size(); }
};

/// The frames of a text. A frame is a line with the number of atoms, a line of key=value pairs, and a line per atom:
///   Lattice     nine numbers, the box's vectors one after the other; only boxes along the axes are taken
///   Properties  name:type:columns and so on; types S, R, I, L. Read are species, pos and forces
///   energy, stress (nine numbers, or xx yy zz yz xz xy), pbc (T T T, also if it is left out)
/// Nine numbers of stress are symmetric to 1e-4 of the largest; of them the upper triangle counts.
/// Values with blanks stand in quotes, within which a quote has a backslash before it, or braces. Other keys and columns are passed over.
/// `name` is for messages. Fails with bad_input, naming the line.
[[nodiscard]] std::vector<AtomicConfiguration> parse_extended_xyz(std::string_view text, const std::string& name);

/// Collective: those of the file that the deck's `key` names (find_file): rank 0 reads, every rank gets them.
[[nodiscard]] std::vector<AtomicConfiguration> read_extended_xyz(const Communicator& world, const std::string& key,
                                                                 const std::string& file,
                                                                 const std::filesystem::path& deck);

}  // namespace starling
