// Clusters of particles across ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/active/simulation.hpp"

namespace starling::active {

/// The cluster of every owned particle, in storage order: the smallest id that is reached by hops shorter than
/// `distance`. The lists must hold all pairs up to that distance. Collective; the same labels on any number of ranks.
template <int D>
[[nodiscard]] std::vector<std::int32_t> cluster_labels(const Simulation<D>& simulation, double distance);

/// Clusters by size: bin b holds sizes 2^b to 2^(b+1) - 1. Empty bins before anything is counted.
struct ClusterCensus {
  std::int64_t largest = 0;             ///< particles in the largest cluster
  std::vector<std::int64_t> clusters;   ///< by bin
  std::vector<std::int64_t> particles;  ///< of those clusters
};

/// Bins that clusters of up to `particles` particles need.
[[nodiscard]] int cluster_size_bins(std::int64_t particles);

/// The census of all clusters, from the labels of this rank's particles. Collective.
[[nodiscard]] ClusterCensus cluster_census(const Communicator& communicator, const std::vector<std::int32_t>& labels,
                                           std::int64_t particles);

}  // namespace starling::active
