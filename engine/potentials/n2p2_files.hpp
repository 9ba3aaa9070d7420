// Potentials in the files of n2p2 (Singraber et al., J. Chem. Theory Comput. 15 (2019) 1827): read and written.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/potentials/potential.hpp"

namespace starling::potentials {

/// A potential with its parameters, in the order of layout_of().
struct TrainedPotential {
  Potential potential;
  std::vector<double> parameters;
};

/// The texts of the files by their names: input.nn, scaling.data and weights.<atomic number>.data.
using N2p2Texts = std::map<std::string, std::string>;

/// Reads short-range potentials of symmetry functions 2, 3 and 9, cutoff types 1, 2 and 6, one activation for all hidden
/// layers (t, p) and a linear output. Keys that only direct a training are passed over. Fails with bad_input, naming file and
/// line, where a potential is of another kind, or the files do not fit together.
[[nodiscard]] TrainedPotential parse_n2p2(const N2p2Texts& texts);

/// Takes cutoff and symmetry functions, and nothing else, from the text of an input.nn. Fails with bad_input if it is not of
/// the elements that `potential` has.
void take_n2p2_functions(const std::string& text, const std::string& name, Potential& potential);

/// The files of a potential, which n2p2 reads. Fails with bad_input where n2p2 has no such potential: a repulsion, or
/// another activation.
[[nodiscard]] N2p2Texts n2p2_texts(const TrainedPotential& trained);

/// Collective: parse_n2p2() of the files in a folder, which rank 0 reads.
[[nodiscard]] TrainedPotential read_n2p2(const Communicator& world, const std::filesystem::path& folder);

/// n2p2_texts() into a folder, which is made. For one process.
void write_n2p2(const std::filesystem::path& folder, const TrainedPotential& trained);

}  // namespace starling::potentials
