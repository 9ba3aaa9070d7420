// Frames of atoms as extended XYZ text, which read_extended_xyz() and ASE read.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace starling {

/// A frame: element of each atom (a place in `symbols`), positions in [0, edge) and velocities, 3 per atom, with the digits
/// that give the same numbers back. `info` is put beside Lattice, Properties and pbc, as key=value words.
[[nodiscard]] std::string extended_xyz_text(const std::array<double, 3>& edge, const std::vector<std::string>& symbols,
                                            std::span<const std::int32_t> element, std::span<const double> position,
                                            std::span<const double> velocity, const std::string& info);

}  // namespace starling
