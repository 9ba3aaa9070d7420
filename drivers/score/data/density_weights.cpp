// Shares and weights.
#include "drivers/score/data/density_weights.hpp"

#include <algorithm>
#include <cmath>

namespace starling::score {

namespace {

/// The share of a batch's particles that are of each density, on average.
std::vector<double> density_shares(const learning::BatchDraw& draw, std::size_t densities) {
  const std::int64_t classes = draw.frames < draw.blocks ? 1 : draw.blocks;
  const std::int64_t frames_each = draw.frames / static_cast<std::int64_t>(densities);
  std::vector<double> shares(densities, 0.0);
  for (std::int64_t frame = 0; frame < draw.frames; ++frame) {
    const std::int64_t in_class = (draw.frames - frame % classes + classes - 1) / classes;
    shares[static_cast<std::size_t>(frame / frames_each)] += 1.0 / static_cast<double>(classes * in_class);
  }
  return shares;
}

}  // namespace

DensityWeights density_weights(const std::vector<std::vector<double>>& losses_of_blocks,
                               const learning::BatchDraw& draw) {
  const std::size_t densities = losses_of_blocks.front().size();
  if (densities == 1) return {{1.0}, {1.0}};
  DensityWeights weights;
  double sum = 0.0;
  for (std::size_t density = 0; density < densities; ++density) {
    double size = 0.0;
    for (const std::vector<double>& losses : losses_of_blocks) size += std::abs(losses[density]);
    weights.parts.push_back(1.0 / std::max(size, 1.0));
    sum += weights.parts.back();
  }
  const std::vector<double> shares = density_shares(draw, densities);
  for (std::size_t density = 0; density < densities; ++density) {
    weights.parts[density] /= sum;
    weights.of_particles.push_back(weights.parts[density] / shares[density]);
  }
  return weights;
}

}  // namespace starling::score
