// Where forces jump: a score of positions would have a divergence that misses it, and certify too much.
#pragma once

#include <string>

#include "drivers/active/score/score_physics.hpp"

namespace starling::active {

/// How the model's forces jump at places that particles come to; empty if they do not. That a pair force ends with a finite
/// value; on a line, that particles pass through each other; on a ring, through the partner.
template <int D>
[[nodiscard]] std::string force_jump(const Model<D>& model, const ScorePhysics& physics);

}  // namespace starling::active
