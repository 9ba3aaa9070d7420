// Gathering and drawing points.
#include "drivers/diffusion/sampling/point_set.hpp"

#include <cmath>

#include "drivers/diffusion/sampling/evidence.hpp"
#include "kernels/diffusion/draw.hpp"

namespace starling::diffusion {

std::vector<double> PointSet::along(const std::vector<double>& unit) const {
  std::vector<double> products;
  products.reserve(weight.size());
  for (std::size_t k = 0; k < weight.size(); ++k) {
    double sum = 0.0;
    for (std::size_t c = 0; c < unit.size(); ++c) sum += unit[c] * place[k * unit.size() + c];
    products.push_back(sum);
  }
  return products;
}

PointSet PointSet::thinned(std::size_t most) const {
  const std::size_t stride = (weight.size() + most - 1) / most;
  PointSet fewer{dimension, {}, {}};
  double total = 0.0;
  for (std::size_t k = 0; k < weight.size(); k += stride) {
    for (int c = 0; c < dimension; ++c)
      fewer.place.push_back(place[k * static_cast<std::size_t>(dimension) + static_cast<std::size_t>(c)]);
    fewer.weight.push_back(weight[k]);
    total += weight[k];
  }
  for (double& each : fewer.weight) each /= total;
  return fewer;
}

PointSet points_on_root(const WeightedPopulation& population, const WeightSums& sums, int dimension,
                        std::int64_t most) {
  const RowBlock& slots = population.slots();
  const Communicator& group = population.group();
  const std::int64_t stride = (slots.total + most - 1) / most;
  const std::vector<double> rows = population.save_rows();
  const std::vector<std::int64_t> weights = weights_on_host(population);
  std::vector<std::vector<double>> messages(static_cast<std::size_t>(group.size()));
  std::vector<double>& outgoing = messages.front();
  for (std::int64_t j = 0; j < slots.count; ++j) {
    if ((slots.first + j) % stride != 0) continue;
    const auto row = rows.begin() + static_cast<std::ptrdiff_t>(j * population.columns());
    outgoing.insert(outgoing.end(), row, row + dimension);
    outgoing.push_back(static_cast<double>(weights[static_cast<std::size_t>(j)]) / static_cast<double>(sums.total));
  }
  PointSet points{dimension, {}, {}};
  double total = 0.0;
  for (const std::vector<double>& message : group.exchange(messages)) {
    for (std::size_t first = 0; first < message.size(); first += static_cast<std::size_t>(dimension) + 1) {
      const auto row = message.begin() + static_cast<std::ptrdiff_t>(first);
      points.place.insert(points.place.end(), row, row + dimension);
      points.weight.push_back(*(row + dimension));
      total += points.weight.back();
    }
  }
  for (double& each : points.weight) each /= total;
  return points;
}

PointSet exact_points(const Mixture& mixture, std::int64_t first, std::int64_t count, random::Key key) {
  const std::vector<double> cumulative = cumulative_weights(mixture);
  const std::vector<double> deviation = deviations(mixture);
  const MixtureDraws draws{cumulative.data(),
                           mixture.mean.data(),
                           deviation.data(),
                           mixture.components(),
                           mixture.dimension,
                           key,
                           random::Purpose::reference_component,
                           random::Purpose::reference_sample};
  PointSet points{
      mixture.dimension, {}, std::vector<double>(static_cast<std::size_t>(count), 1.0 / static_cast<double>(count))};
  for (std::int64_t n = first; n < first + count; ++n) {
    const int k = draws.component(n);
    for (int c = 0; c < mixture.dimension; ++c) points.place.push_back(draws(n, k, c));
  }
  return points;
}

PairMeans pair_means(const PointSet& one, const PointSet& other, double variance) {
  PairMeans means;
  const auto dimension = static_cast<std::size_t>(one.dimension);
  const double factor = -0.5 / variance;
  for (std::size_t k = 0; k < one.weight.size(); ++k) {
    for (std::size_t l = 0; l < other.weight.size(); ++l) {
      double square = 0.0;
      for (std::size_t c = 0; c < dimension; ++c) {
        const double apart = one.place[k * dimension + c] - other.place[l * dimension + c];
        square += apart * apart;
      }
      const double both = one.weight[k] * other.weight[l];
      means.distance += both * std::sqrt(square);
      means.kernel += both * math::exp(factor * square);
    }
  }
  return means;
}

}  // namespace starling::diffusion
