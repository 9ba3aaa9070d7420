// The proof, on frames that training never saw, of how much of the exact entropy production scores hold.
#pragma once

#include <vector>

#include "drivers/active/score/score_moments.hpp"
#include "drivers/score/data/frame_bank.hpp"
#include "engine/statistics/mean_and_error.hpp"

namespace starling::score {

/// What held-out frames say of the score of one block of variables.
struct BlockCertificate {
  active::Block block;
  MeanAndError loss;         ///< J
  MeanAndError certified;    ///< C_y, a lower bound of the block's entropy production per particle and time
  MeanAndError plug_in;      ///< E|v_y|^2/D_y, which may lie on either side
  MeanAndError drive_score;  ///< E[u . s]: for exact scores -d of a Gaussian drive, 0 of a position
};

/// Of all blocks, at one of several densities.
struct DensityCertificate {
  MeanAndError certified;
  MeanAndError known;
  MeanAndError captured;
};

/// And of all blocks together; errors are a jackknife's over blocks of successive frames. Of several densities the mean.
struct Certificate {
  std::vector<BlockCertificate> blocks;
  MeanAndError loss;       ///< the sum of those of the blocks, as are the next two
  MeanAndError certified;  ///< a lower bound of the entropy production
  MeanAndError plug_in;
  MeanAndError known;     ///< the rate that is known without a score; NaN where none is
  MeanAndError captured;  ///< kappa: what is certified over what is known; NaN where that is zero or unknown
  MeanAndError ceiling;   ///< of kappa at this time step
  std::vector<DensityCertificate> densities;  ///< of several
};

/// The moments of every block's score in one frame, in one order of blocks.
using FrameMoments = std::vector<active::BlockMoments>;

/// Collective over the group: the moments of the block's score in every frame of the ranks' banks, in the frames' order, the
/// same on every rank.
template <int D>
[[nodiscard]] std::vector<active::ScoreMoments> frame_moments(const Communicator& group, FrameBank<D>& bank,
                                                              active::Block block, active::ScoreNetwork<D>& network);

/// What the score of a block says of each particle of a frame, in ascending id; D components a particle but for the rates.
struct ScoredFrame {
  std::vector<double> rates;   ///< |v_y|^2/D_y
  std::vector<double> scores;  ///< s_y
  std::vector<double> flows;   ///< v_y
};

/// Of one of this rank's frames.
template <int D>
[[nodiscard]] ScoredFrame scored_frame(FrameBank<D>& bank, std::int64_t frame, active::Block block,
                                       active::ScoreNetwork<D>& network);

/// From the moments of two frames or more of each density, in the densities' order.
template <int D>
[[nodiscard]] Certificate certify(const active::Model<D>& model, const active::ScorePhysics& physics,
                                  const std::vector<FrameMoments>& moments, std::int64_t densities);

}  // namespace starling::score
