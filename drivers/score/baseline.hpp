// What is known before training: the linear score in closed form, and the scales of a network's inputs and outputs.
#pragma once

#include "drivers/score/frame_bank.hpp"

namespace starling::score {

/// Collective over the group: the scales of all `frames` frames of the banks, of which each rank has what its blocks draw.
/// The linear score is the least of E[|s|^2 + 2 div s] over all frames; means and spreads of inputs are those of `sample`
/// blocks of particles. `loss` is E[|s|^2 + 2 div s] of the linear score.
struct Baseline {
  Scales scales;
  double loss;
};
template <int D>
[[nodiscard]] Baseline make_baseline(const Communicator& group, FrameBank<D>& bank, const learning::BatchDraw& draw,
                                     const active::ScoreNetwork<D>& network);

}  // namespace starling::score
