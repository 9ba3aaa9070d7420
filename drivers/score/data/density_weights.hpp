// How much the densities of a training count in its loss.
#pragma once

#include <vector>

#include "engine/learning/batch.hpp"

namespace starling::score {

/// By density.
struct DensityWeights {
  std::vector<double> parts;         ///< of each density's mean loss in the loss; their sum is 1
  std::vector<double> of_particles;  ///< in a batch's mean, so that it has these parts on average
};

/// So that the linear score's losses, of all blocks of variables together, count alike at every density: a dilute system would
/// hardly be seen beside a dense one. `losses_of_blocks`: of each block by density. The draw's frames are those of all densities,
/// one density after the other; where the batch's blocks do not divide them evenly, some densities are drawn more often.
[[nodiscard]] DensityWeights density_weights(const std::vector<std::vector<double>>& losses_of_blocks,
                                             const learning::BatchDraw& draw);

}  // namespace starling::score
