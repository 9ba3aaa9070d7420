// The potentials that runs are made with: one, or draws of a posterior.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/md/deck.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/potentials/potential.hpp"

namespace starling::md {

/// Parameters of the networks, in the order of layout_of(), and where they come from.
struct PotentialDraw {
  std::int64_t chain = 0;
  std::int64_t draw = 0;  ///< of the chain, from 0 on
  std::vector<double> parameters;
};

struct PotentialDraws {
  potentials::Potential potential;
  std::vector<PotentialDraw> draws;  ///< by chain, then draw
  bool energies_learned = false;     ///< else forces alone, which leave the zero of energy open
  std::int64_t left_out = 0;         ///< draws that were no numbers
  bool posterior = false;            ///< draws of chains, not a potential by itself
  std::vector<std::string> remarks;  ///< on what was left out
  std::string hash;                  ///< XXH3, 64 bits, of all of these
};

/// Collective: from potential.file or potential.samples. Fails with bad_input about these keys where a file is no such file,
/// is damaged, or holds no draw of a potential.
[[nodiscard]] PotentialDraws read_potential_draws(const Communicator& world, const Deck& deck);

}  // namespace starling::md
