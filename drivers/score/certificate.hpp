// The proof, on frames that training never saw, of how much of the exact entropy production a score holds.
#pragma once

#include <vector>

#include "drivers/active/score/score_moments.hpp"
#include "drivers/score/frame_bank.hpp"
#include "engine/statistics/mean_and_error.hpp"

namespace starling::score {

/// What held-out frames say of a score; errors are a jackknife's over blocks of successive frames.
struct Certificate {
  MeanAndError loss;         ///< J
  MeanAndError certified;    ///< C_y, a lower bound of the drive's entropy production per particle and time
  MeanAndError known;        ///< the rate that is known without a score; NaN where none is
  bool known_whole = false;  ///< it is that of all variables, not of the drive alone
  MeanAndError captured;     ///< kappa = C_y over the known rate
  MeanAndError ceiling;      ///< of kappa at this time step
  MeanAndError plug_in;      ///< E|v_y|^2/D_y, which may lie on either side
  MeanAndError drive_score;  ///< E[u . s]: -d for a Gaussian drive
};

/// Collective over the group: the moments of every frame of the ranks' banks, in the frames' order, the same on every rank.
template <int D>
[[nodiscard]] std::vector<active::ScoreMoments> frame_moments(const Communicator& group, FrameBank<D>& bank,
                                                              active::ScoreNetwork<D>& network);

/// From the moments of two frames or more.
template <int D>
[[nodiscard]] Certificate certify(const active::Model<D>& model, const active::ScorePhysics& physics,
                                  const std::vector<active::ScoreMoments>& frames);

}  // namespace starling::score
