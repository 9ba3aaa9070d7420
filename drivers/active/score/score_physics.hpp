// What the score of a drive knows of the system: which law forgets the drive, and how the entropy production follows.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "drivers/active/model.hpp"

namespace starling::active {

/// The block of variables whose score is learned: the drive, with its drift b and its diffusion D_y.
struct ScorePhysics {
  double rate;       ///< at which the drive is forgotten; gradients of forces are taken over it
  double speed;      ///< v0; forces are taken over it
  double diffusion;  ///< D_y: gamma of a Gaussian drive, D_r of a unit vector
  bool unit_vector;
  double turn;  ///< the drift of a unit vector in the plane, omega; 0 otherwise
  double time_step;
  double noise = 0.0;  ///< standard deviation of noise that was added to a Gaussian drive: the data are smoothed
};

/// The physics of the model's drive. Empty, with the reason in `why`, where a drive has no score to learn: passive
/// particles, tumbles, mixtures, no self-propulsion.
template <int D>
[[nodiscard]] std::optional<ScorePhysics> score_physics(const Model<D>& model, std::string& why);

/// |b_y|^2/D_y + 2 div b_y of one particle's drive: what the certificate adds to -D_y J. Of smoothed data without the noise's
/// share, so that it bounds the rate of those without it.
[[nodiscard]] double drift_part(const ScorePhysics& physics, int dimension, double drive_squared);

/// The entropy production that is known without a score, of one particle's moments: its average over particles and time
/// is exact. `whole`: it is that of all blocks of variables, and the drive's share is not known by itself.
struct KnownRate {
  double value;
  bool whole;
};
template <int D>
[[nodiscard]] std::optional<KnownRate> known_rate(const Model<D>& model, const ActivityMoments& moments);

/// Everything that a trained network depends on, by the keys of the deck; two runs with the same have the same scores.
template <int D>
[[nodiscard]] nlohmann::json describe_physics(const Deck& deck);

/// How two of these differ: the first key with both values; empty if they do not.
[[nodiscard]] std::string physics_difference(const nlohmann::json& here, const nlohmann::json& there);

}  // namespace starling::active
