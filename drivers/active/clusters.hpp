// Clusters of particles across ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/domain/neighbourhood.hpp"
#include "engine/population/particles.hpp"

namespace starling::active {

/// The cluster of every owned particle, in storage order: the smallest id that is reached by hops shorter than
/// `distance`. The lists must hold all pairs up to that distance. Collective; the same labels on any number of ranks.
template <int D>
[[nodiscard]] std::vector<std::int32_t> cluster_labels(const Communicator& communicator, const Box<D>& box,
                                                       double distance, const Particles<D>& particles,
                                                       const Neighbourhood<D>& neighbourhood);

/// Particles in the largest cluster. Collective.
[[nodiscard]] std::int64_t largest_cluster(const Communicator& communicator, const std::vector<std::int32_t>& labels,
                                           std::int64_t particles);

}  // namespace starling::active
