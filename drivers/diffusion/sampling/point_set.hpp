// Points with weights on one process, of a population or of an exact law.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "drivers/diffusion/targets/mixture.hpp"
#include "engine/population/weighted_population.hpp"

namespace starling::diffusion {

/// Weights add up to 1; a row of `dimension` numbers for each point.
struct PointSet {
  int dimension = 1;
  std::vector<double> place;
  std::vector<double> weight;

  /// Their products with a unit vector.
  [[nodiscard]] std::vector<double> along(const std::vector<double>& unit) const;
  /// At most so many of them, evenly picked.
  [[nodiscard]] PointSet thinned(std::size_t most) const;
};

/// Collective: at most `most` of the particles, those whose slots are multiples of one number, in the order of slots, on rank 0;
/// nothing elsewhere.
[[nodiscard]] PointSet points_on_root(const WeightedPopulation& population, const WeightSums& sums, int dimension,
                                      std::int64_t most);

/// Draws number first, ..., first + count - 1 from a mixture.
[[nodiscard]] PointSet exact_points(const Mixture& mixture, std::int64_t first, std::int64_t count, random::Key key);

/// Weighted means over all pairs of |x - y| and of exp(-|x - y|^2 / (2 variance)).
struct PairMeans {
  double distance = 0.0;
  double kernel = 0.0;
};
[[nodiscard]] PairMeans pair_means(const PointSet& one, const PointSet& other, double variance);

}  // namespace starling::diffusion
