// Particles of a file, made to fit the deck: number, dimension, box, species.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/active/deck.hpp"
#include "engine/comm/communicator.hpp"

namespace starling::active {

/// This rank's rows (rows_of) of the particles that a file gives, in order of their ids.
struct FileStart {
  std::vector<double> position;     ///< deck.dimension components, inside the deck's box with its corner at the origin
  std::vector<std::int32_t> image;  ///< as many; unwrapped position = position + image * edge
  std::vector<std::int32_t> species;  ///< counted from 0; empty where the deck has no species or the file does not say
  std::vector<double> activity;       ///< empty when the file has none
  int activity_components = 0;
  std::uint64_t digest = 0;  ///< of the frame, never 0
};

/// Reads system.start_file. Refuses, with both numbers, what does not fit the deck, unless a key says what to do: another
/// number of particles, dimension or box (system.start_box), other counts of species, coordinates that are a million edges
/// away, and coordinates whose origin cannot be told where an external force makes that matter (system.start_origin).
/// Collective.
[[nodiscard]] FileStart read_start(const Communicator& communicator, const Deck& deck);

}  // namespace starling::active
