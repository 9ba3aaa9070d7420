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

}  // namespace

template <int D>
void add_cluster_sizes(const Deck& deck, std::vector<ArrayObservable<D>>& list) {
  list.push_back(
      {size_layout(deck, "cluster_size_distribution", "number of clusters by size, in bins of powers of two"),
       undefined_clusters(deck), [](const Scene<D>& scene) { return over(scene.clusters.clusters, 1.0); }});
  const auto total = static_cast<double>(deck.particles);
  list.push_back({size_layout(deck, "cluster_size_particles", "fraction of the particles in clusters of a size"),
                  undefined_clusters(deck),
                  [total](const Scene<D>& scene) { return over(scene.clusters.particles, total); }});
}

template void add_cluster_sizes<1>(const Deck&, std::vector<ArrayObservable<1>>&);
template void add_cluster_sizes<2>(const Deck&, std::vector<ArrayObservable<2>>&);
template void add_cluster_sizes<3>(const Deck&, std::vector<ArrayObservable<3>>&);

}  // namespace starling::active
