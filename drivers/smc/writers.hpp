// Files of particles and genealogies.
#pragma once

#include "drivers/smc/deck.hpp"
#include "engine/run/members.hpp"

namespace starling::smc {

inline constexpr const char* genealogy_file = "genealogy.h5";

/// The writers that the deck asks for; snapshots that a run to be continued left behind its checkpoint are deleted.
/// Collective over the world. `deck` must outlive them.
[[nodiscard]] Writers open_writers(const Deck& deck, Members& members, const RunFiles& files);

}  // namespace starling::smc
