// The cluster-size distribution.
#include <cmath>

#include "drivers/active/analysis/array_observable.hpp"

namespace starling::active {

namespace {

ArrayLayout size_layout(const Deck& deck, const std::string& name, const std::string& description) {
  ArrayAxis size{"size", "", "smallest cluster of the bin; a bin ends where the next begins", {}};
  for (int bin = 0; bin < cluster_size_bins(deck.particles); ++bin) size.values.push_back(std::ldexp(1.0, bin));
  return {name, "", description, {size}};
}

std::string undefined_clusters(const Deck& deck) { return cluster_range(deck) > 0.0 ? "" : "no cluster_distance"; }

std::vector<double> scaled(const std::vector<std::int64_t>& counts, double divisor) {
  std::vector<double> values;
  for (const std::int64_t count : counts) values.push_back(static_cast<double>(count) / divisor);
  return values;
}

}  // namespace

template <int D>
ArrayObservable<D> cluster_size_distribution(const Deck& deck) {
  return {size_layout(deck, "cluster_size_distribution", "number of clusters by size, in bins of powers of two"),
          undefined_clusters(deck), [](const Scene<D>& scene) { return scaled(scene.clusters.clusters, 1.0); }};
}

template <int D>
ArrayObservable<D> cluster_size_particles(const Deck& deck) {
  const auto total = static_cast<double>(deck.particles);
  return {size_layout(deck, "cluster_size_particles", "fraction of the particles in clusters of a size"),
          undefined_clusters(deck), [total](const Scene<D>& scene) { return scaled(scene.clusters.particles, total); }};
}

template ArrayObservable<1> cluster_size_distribution<1>(const Deck&);
template ArrayObservable<2> cluster_size_distribution<2>(const Deck&);
template ArrayObservable<3> cluster_size_distribution<3>(const Deck&);
template ArrayObservable<1> cluster_size_particles<1>(const Deck&);
template ArrayObservable<2> cluster_size_particles<2>(const Deck&);
template ArrayObservable<3> cluster_size_particles<3>(const Deck&);

}  // namespace starling::active
