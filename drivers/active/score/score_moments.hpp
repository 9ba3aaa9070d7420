// What is averaged over particles to judge a score: its loss, what is known without it, and identities.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "drivers/active/score/features.hpp"
#include "drivers/active/score/network.hpp"

namespace starling::active {

/// Averages over the particles of one configuration, with the score of one block of variables.
struct ScoreMoments {
  double score_squared = 0.0;      ///< |s|^2
  double divergence = 0.0;         ///< div_y s
  double drive_squared = 0.0;      ///< |u|^2
  double drive_dot_force = 0.0;    ///< u . F
  double force_squared = 0.0;      ///< |F|^2
  double force_divergence = 0.0;   ///< div_i F_i
  double stiffness_squared = 0.0;  ///< tr (H^2)_ii, over the rate squared
  double drive_dot_score = 0.0;    ///< u . s; for exact scores -d of a Gaussian drive, 0 of a position
  double velocity_squared = 0.0;   ///< |v_y|^2/D_y with v_y = b_y - D_y s

  static constexpr int count = 9;
  [[nodiscard]] std::array<double, count> values() const {
    return {score_squared,    divergence,        drive_squared,   drive_dot_force, force_squared,
            force_divergence, stiffness_squared, drive_dot_score, velocity_squared};
  }
  [[nodiscard]] static ScoreMoments of(std::span<const double> v) {
    return {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]};
  }

  /// J = E[|s|^2 + 2 div s].
  [[nodiscard]] double loss() const { return score_squared + 2.0 * divergence; }
  [[nodiscard]] ActivityMoments activity() const {
    return {drive_dot_force, drive_squared, force_squared, force_divergence, 0.0};
  }
};

/// Collective over the communicator: averages over all `total` particles of a configuration, of which this rank owns
/// `count`, given their scores by place.
template <int D>
[[nodiscard]] ScoreMoments score_moments(const Communicator& communicator, std::int64_t total, std::int64_t count,
                                         const score::PhysicsArrays<D>& features, const ScorePhysics& physics,
                                         Block block, const score::ScoreArrays& scores);

/// The same numbers of each of the first `count` places by itself.
template <int D>
[[nodiscard]] std::vector<ScoreMoments> moments_by_place(std::int64_t count, const score::PhysicsArrays<D>& features,
                                                         const ScorePhysics& physics, Block block,
                                                         const score::ScoreArrays& scores);

/// v_y = b_y - D_y (1 + noise^2) s_y of each of the first `count` places, the probability current over the density: D
/// components each.
template <int D>
[[nodiscard]] std::vector<double> flows_by_place(std::int64_t count, const score::PhysicsArrays<D>& features,
                                                 const ScorePhysics& physics, Block block,
                                                 const score::ScoreArrays& scores);

/// E|b_y|^2/D_y + 2 E[div b_y] - D_y J: a lower bound of E|v_y|^2/D_y, the block's entropy production. With J of smoothed
/// data and everything else of those without noise it bounds the rate of the latter.
[[nodiscard]] double certified_rate(const ScorePhysics& physics, int dimension, Block block,
                                    const ScoreMoments& moments);

/// The moments of one block's score.
struct BlockMoments {
  Block block;
  ScoreMoments moments;
};
/// Sums over blocks of certified_rate() and of E|v_y|^2/D_y.
[[nodiscard]] double certified_rate(const ScorePhysics& physics, int dimension, std::span<const BlockMoments> blocks);
[[nodiscard]] double plug_in_rate(std::span<const BlockMoments> blocks);

/// div v_y, of the divergences of b_y and s.
[[nodiscard]] double velocity_divergence(const ScorePhysics& physics, int dimension, Block block,
                                         const ScoreMoments& moments);

/// What a perfect score would certify of the known rate at this time step; 1 where the stepped chain's share is not known.
template <int D>
[[nodiscard]] double ceiling(const Model<D>& model, const ScorePhysics& physics, const ScoreMoments& moments);

}  // namespace starling::active
