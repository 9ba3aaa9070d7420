// Tables of a target at all levels.
#include "drivers/diffusion/chains/level_store.hpp"

#include <algorithm>
#include <numbers>

#include "kernels/device_copy.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

LevelStore::LevelStore(const Mixture& target, const Grid& grid) {
  const auto levels = static_cast<std::size_t>(grid.steps()) + 1;
  std::vector<double> variance;
  for (std::int64_t n = 0; n <= grid.steps(); ++n) variance.push_back(grid.sigma(n) * grid.sigma(n));
  std::vector<double> scale;
  std::vector<double> precision;
  for (int k = 0; k < target.components(); ++k) {
    for (std::size_t l = 0; l < levels; ++l) {
      double sum = math::log(target.weight[static_cast<std::size_t>(k)]);
      for (int c = 0; c < target.dimension; ++c)
        sum -= 0.5 * math::log(2.0 * std::numbers::pi * (target.variance_of(k, c) + variance[l]));
      scale.push_back(sum);
    }
    for (int c = 0; c < target.dimension; ++c)
      for (const double noise : variance) precision.push_back(0.5 / (target.variance_of(k, c) + noise));
  }
  variance_ = device_copy("level variances", variance);
  mean_ = device_copy("level means", target.mean);
  scale_ = device_copy("level scales", scale);
  precision_ = device_copy("level precisions", precision);
  tables_ = {target.components(), target.dimension, static_cast<int>(levels), variance_.data(),
             mean_.data(),        scale_.data(),    precision_.data()};
}

std::vector<double> exact_level_shares(std::int64_t levels) {
  constexpr std::int64_t most_parts = 10;
  const std::int64_t parts = std::min(levels, most_parts);
  std::vector<double> shares;
  for (std::int64_t part = 0; part < parts; ++part) {
    const std::int64_t first = (levels * part + parts - 1) / parts;
    const std::int64_t end = (levels * (part + 1) + parts - 1) / parts;
    shares.push_back(static_cast<double>(end - first) / static_cast<double>(levels));
  }
  return shares;
}

}  // namespace starling::diffusion
