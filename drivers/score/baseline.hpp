// What is known before training: the linear score in closed form, and the scales of a network's inputs and outputs.
#pragma once

#include "drivers/active/score/network.hpp"
#include "drivers/score/data/frame_bank.hpp"

namespace starling::score {

/// Collective over the group: sets the network's scales, from frames of which each rank has what its blocks draw. The
/// linear score is the one with the least E[|s|^2 + 2 div s] over all of them, of which that of each density is returned;
/// softness, means and spreads of inputs are those of a sample of particles.
template <int D>
[[nodiscard]] std::vector<double> set_baseline(const Communicator& group, FrameBank<D>& bank,
                                               const learning::BatchDraw& draw, active::ScoreNetwork<D>& network);

}  // namespace starling::score
