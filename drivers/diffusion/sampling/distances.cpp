// Distances, computed on rank 0 of what is sent there.
#include "drivers/diffusion/sampling/distances.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "drivers/diffusion/sampling/point_set.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/slot_noise.hpp"

namespace starling::diffusion {

namespace {

constexpr std::int64_t most_on_line = 1 << 16;
constexpr std::int64_t most_compared_points = 1 << 14;
constexpr std::int64_t most_compared_numbers = 1 << 20;
constexpr std::size_t most_in_pairs = 1024;
constexpr int directions = 32;

/// Numbers with weights that add up to 1, in rising order.
struct SortedLine {
  std::vector<double> value;
  std::vector<double> end;  ///< cumulative weight up to each

  SortedLine(const std::vector<double>& values, const std::vector<double>& weights) {
    std::vector<std::pair<double, std::size_t>> rising;
    rising.reserve(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) rising.emplace_back(values[k], k);
    std::sort(rising.begin(), rising.end());
    double sum = 0.0;
    for (const auto& [each, k] : rising) {
      value.push_back(each);
      end.push_back(sum += weights[k]);
    }
  }

  /// Quantiles at (n + 1/2) / even_quantiles.
  [[nodiscard]] std::vector<double> quantiles() const {
    std::vector<double> found;
    std::size_t k = 0;
    for (int n = 0; n < even_quantiles; ++n) {
      const double u = (n + 0.5) / even_quantiles * end.back();
      while (k + 1 < value.size() && end[k] < u) ++k;
      found.push_back(value[k]);
    }
    return found;
  }
};

double square_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t n = 0; n < a.size(); ++n) sum += (a[n] - b[n]) * (a[n] - b[n]);
  return sum / static_cast<double>(a.size());
}

/// w2, total variation and Kullback-Leibler divergence.
std::vector<double> distances_on_line(const ExactLaw& exact, const PointSet& points) {
  const SortedLine line(points.place, points.weight);
  std::vector<double> mass(line_bins, 0.0);
  for (std::size_t k = 0; k < points.weight.size(); ++k) {
    const auto after = std::upper_bound(exact.bin_edge.begin(), exact.bin_edge.end(), points.place[k]);
    mass[static_cast<std::size_t>(after - exact.bin_edge.begin())] += points.weight[k];
  }
  double variation = 0.0;
  double divergence = 0.0;
  for (const double each : mass) {
    variation += 0.5 * std::abs(each - 1.0 / line_bins);
    if (each > 0.0) divergence += each * math::log(each * line_bins);
  }
  return {std::sqrt(square_distance(line.quantiles(), exact.quantile)), variation, divergence};
}

PointSet exact_on_line(const TabulatedLaw& law, std::size_t count, random::Key key) {
  PointSet points{1, {}, std::vector<double>(count, 1.0 / static_cast<double>(count))};
  for (std::size_t k = 0; k < count; ++k) {
    const double u =
        random::slot_uniform(static_cast<std::int64_t>(k), key, 0, random::Purpose::reference_component, 0);
    points.place.push_back(law.quantile(std::max(u, 0x1p-53)));
  }
  return points;
}

/// Of each set, the root of the mean over directions of the squared distance between quantiles of its projections and of the other's.
std::vector<double> sliced_distances(const std::vector<const PointSet*>& sets, const PointSet& other, random::Key key) {
  std::vector<double> found(sets.size(), 0.0);
  for (int direction = 0; direction < directions; ++direction) {
    std::vector<double> unit;
    double square = 0.0;
    for (int c = 0; c < other.dimension; ++c) {
      unit.push_back(random::slot_normal(direction, key, 0, random::Purpose::projection, c));
      square += unit.back() * unit.back();
    }
    for (double& each : unit) each /= std::sqrt(square);
    const auto quantiles_of = [&](const PointSet& points) {
      return SortedLine(points.along(unit), points.weight).quantiles();
    };
    const std::vector<double> quantiles = quantiles_of(other);
    for (std::size_t k = 0; k < sets.size(); ++k) found[k] += square_distance(quantiles_of(*sets[k]), quantiles);
  }
  for (double& each : found) each = std::sqrt(each / directions);
  return found;
}

/// Energy distance and maximum mean discrepancy of a Gaussian kernel, as V-statistics, of means over pairs within `one`, within
/// the other, and between them.
std::vector<double> pair_distances(const PairMeans& one, const PairMeans& other, const PairMeans& between) {
  const double energy = 2.0 * between.distance - one.distance - other.distance;
  const double discrepancy = one.kernel + other.kernel - 2.0 * between.kernel;
  return {energy, std::sqrt(std::max(discrepancy, 0.0))};
}

/// The values, and those of an independent exact sample.
struct Found {
  std::vector<double> values;
  std::vector<double> floors;
};

Found compare(const ExactLaw& exact, const PointSet& points, random::Key key) {
  Found found;
  if (exact.line) {
    found.values = distances_on_line(exact, points);
    found.floors = distances_on_line(exact, exact_on_line(*exact.line, points.weight.size(), key));
  } else if (exact.mixture) {
    const auto count = static_cast<std::int64_t>(points.weight.size());
    const PointSet reference = exact_points(*exact.mixture, 0, count, key);
    const PointSet second = exact_points(*exact.mixture, count, count, key);
    double variance = 0.0;
    for (int c = 0; c < points.dimension; ++c)
      variance += second_moment(*exact.mixture, c) - first_moment(*exact.mixture, c) * first_moment(*exact.mixture, c);
    const PointSet few = reference.thinned(most_in_pairs);
    const PairMeans within_few = pair_means(few, few, variance);
    const std::vector<double> sliced = sliced_distances({&points, &second}, reference, key);
    const auto fill = [&](const PointSet& own, double distance, std::vector<double>& into) {
      into = {distance};
      const PointSet own_few = own.thinned(most_in_pairs);
      const auto pairs =
          pair_distances(pair_means(own_few, own_few, variance), within_few, pair_means(own_few, few, variance));
      into.insert(into.end(), pairs.begin(), pairs.end());
    };
    fill(points, sliced[0], found.values);
    fill(second, sliced[1], found.floors);
  }
  return found;
}

}  // namespace

std::vector<Result> distances_to(const ExactLaw& exact, const WeightedPopulation& population, const WeightSums& sums,
                                 int dimension, random::Key key) {
  if (!exact.line && !exact.mixture) return {};
  const Communicator& group = population.group();
  const PointSet points =
      points_on_root(population, sums, dimension,
                     exact.line ? most_on_line : std::min(most_compared_points, most_compared_numbers / dimension));
  std::vector<double> numbers;
  group.together([&] {
    if (!group.is_root()) return;
    const Found found = compare(exact, points, key);
    for (std::size_t k = 0; k < found.values.size(); ++k) {
      numbers.push_back(found.values[k]);
      numbers.push_back(found.floors[k]);
    }
  });
  std::vector<std::vector<double>> messages(static_cast<std::size_t>(group.size()));
  if (group.is_root()) std::fill(messages.begin(), messages.end(), numbers);
  numbers = group.exchange(messages).front();
  const std::vector<std::string> names = exact.line ? std::vector<std::string>{"w2", "total_variation", "kl"}
                                                    : std::vector<std::string>{"sliced_w2", "energy_distance", "mmd"};
  std::vector<Result> results;
  for (std::size_t k = 0; k < names.size(); ++k) {
    results.push_back({names[k], numbers[2 * k]});
    results.push_back({names[k] + "_floor", numbers[2 * k + 1]});
  }
  return results;
}

}  // namespace starling::diffusion
