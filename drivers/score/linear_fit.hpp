// The score in closed form: coefficients of vectors by class of particles, from sums over particles.
#pragma once

#include <vector>

#include "kernels/score/scales.hpp"

namespace starling::score {

/// Inputs no longer follow a length below this fraction of its root mean square.
inline constexpr double soft_fraction = 0.02;

/// From the linear sums of each class over `particles` particles: sets the coefficients of the score with the least
/// E[|s|^2 + 2 div s], its size, what a network's coefficients are measured in, and the least softness of vectors. Gives back
/// the score's loss per particle.
double fit_linear(const ScoreShape& shape, const std::vector<double>& sums, double particles, Scales& scales);

/// The loss per particle of the score that scales hold, from the linear sums of `particles` particles.
[[nodiscard]] double linear_loss(const ScoreShape& shape, const std::vector<double>& sums, double particles,
                                 const Scales& scales);

}  // namespace starling::score
