// What trainings leave: their networks, and where the scores see entropy produced.
#pragma once

#include "drivers/score/deck.hpp"
#include "engine/run/members.hpp"
#include "engine/run/plan.hpp"

namespace starling::score {

/// Networks at every checkpoint, and at the end the last held-out frame of every training as a trajectory of one frame.
[[nodiscard]] Writers open_writers(const Deck& deck, Members& members, const RunFiles& files);

}  // namespace starling::score
