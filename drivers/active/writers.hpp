// The trajectory and the averaged arrays.
#pragma once

#include "drivers/active/deck.hpp"
#include "engine/run/members.hpp"

namespace starling::active {

/// Names of files of this job.
inline constexpr const char* table_file = "observables.csv";
inline constexpr const char* arrays_file = "observables.h5";

/// The writers that the deck asks for. Collective over the world. `deck` must outlive them.
[[nodiscard]] Writers open_writers(const Deck& deck, Members& members, const RunFiles& files);

}  // namespace starling::active
