// What scores know of the system: the laws of drives and positions, and the entropy production that is known without them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "drivers/active/model.hpp"

namespace starling::active {

/// Blocks of variables, each with a score of its own.
enum class Block { drive, position };
[[nodiscard]] const char* name_of(Block block);

/// What scores know of a system. Drifts: b_x = speed u + mobility F; of a Gaussian drive b_u = -rate u + coupling F, of a unit
/// vector in the plane the turn.
struct ScorePhysics {
  double rate;                ///< at which the drive is forgotten; gradients of forces are taken over it
  double force_unit;          ///< what forces are taken over: v0, where there is one
  double speed;               ///< v0
  double mobility = 1.0;      ///< 1 where forces are velocities
  double coupling = 0.0;      ///< of a drive to forces; 0 for most
  double drive_diffusion;     ///< gamma of a Gaussian drive, D_r of a unit vector; 0: the drive has no score
  double position_diffusion;  ///< 0: positions have no score
  bool unit_vector = false;
  double turn = 0.0;  ///< the drift of a unit vector in the plane, omega; 0 otherwise
  double time_step;
  double noise = 0.0;  ///< standard deviation of noise that was added to a Gaussian drive: the data are smoothed

  [[nodiscard]] STARLING_FUNCTION double diffusion(Block block) const {
    return block == Block::drive ? drive_diffusion : position_diffusion;
  }
};

/// The physics of the model's scores. Empty, with the reason in `why`, where there is no score to learn: passive particles,
/// tumbles, mixtures, no noise at all.
template <int D>
[[nodiscard]] std::optional<ScorePhysics> score_physics(const Model<D>& model, std::string& why);

/// The blocks that have a score: those with noise.
[[nodiscard]] std::vector<Block> noisy_blocks(const ScorePhysics& physics);

/// Why there is no fraction of the rate of entropy production without a drive.
inline constexpr const char* no_rate = "the system is in equilibrium: the known rate is zero";

/// What to say of a captured fraction that is above 1 by more than its error allows; empty if it is not.
[[nodiscard]] std::string doubt_of_fraction(double mean, double error);

/// The entropy production that is known without a score, of one particle's moments: its average over particles and time
/// is exact. That of the drives where it is known by itself, or else of all blocks of variables.
template <int D>
[[nodiscard]] std::optional<double> known_rate(const Model<D>& model, const ActivityMoments& moments);

/// Everything that a trained network depends on, by the keys of the deck; two runs with the same have the same scores.
template <int D>
[[nodiscard]] nlohmann::json describe_physics(const Deck& deck);

/// How two of these differ: the first key with both values; empty if they do not.
[[nodiscard]] std::string physics_difference(const nlohmann::json& here, const nlohmann::json& there);

}  // namespace starling::active
