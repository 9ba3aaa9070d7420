// What densities count in the loss of a training that learns from several.
#include "drivers/score/data/density_weights.hpp"

#include <gtest/gtest.h>

#include "kernels/random/key.hpp"

namespace starling::score {
namespace {

/// The mean over the batches of many updates of weight and loss, where each particle has the loss of its density.
std::vector<double> counted(const learning::BatchDraw& draw, const DensityWeights& weights) {
  constexpr std::int64_t updates = 20000;
  const auto densities = static_cast<std::int64_t>(weights.parts.size());
  std::vector<double> sums(weights.parts.size(), 0.0);
  for (std::int64_t update = 0; update < updates; ++update) {
    for (std::int64_t b = 0; b < draw.blocks; ++b) {
      const auto density = static_cast<std::size_t>(draw.frame(update, b) / (draw.frames / densities));
      sums[density] += weights.of_particles[density] / static_cast<double>(updates * draw.blocks);
    }
  }
  return sums;
}

/// With frames that blocks divide evenly, not evenly, and fewer than blocks.
TEST(DensityWeights, MakeLossesCountAlike) {
  for (const std::int64_t frames_each : {8, 5, 1}) {
    const learning::BatchDraw draw{random::make_key(1, 0), 3 * frames_each, 100, 8};
    const std::vector<std::vector<double>> losses{{-10.0, -200.0, -3000.0}, {-2.0, -40.0, -600.0}};
    const DensityWeights weights = density_weights(losses, draw);
    double sum = 0.0;
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(weights.parts[k] * losses[0][k], weights.parts[0] * losses[0][0], 1e-12);
      sum += weights.parts[k];
    }
    EXPECT_NEAR(sum, 1.0, 1e-12);
    const std::vector<double> found = counted(draw, weights);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(found[k], weights.parts[k], 0.02 * weights.parts[k]) << frames_each;
  }
}

TEST(DensityWeights, OfOneDensityChangeNothing) {
  const DensityWeights weights = density_weights({{-5.0}}, {random::make_key(1, 0), 7, 100, 3});
  EXPECT_EQ(weights.parts, std::vector<double>{1.0});
  EXPECT_EQ(weights.of_particles, std::vector<double>{1.0});
}

}  // namespace
}  // namespace starling::score
