// Union-find on each rank, then labels passed through the halo until none falls.
#include "drivers/active/observables/clusters.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "engine/population/id_order.hpp"
#include "engine/population/records.hpp"
#include "kernels/forces/pair_observations.hpp"

namespace starling::active {

namespace {

/// Disjoint sets over storage indices; the root of a set is its member with the smallest id.
class DisjointSets {
 public:
  explicit DisjointSets(std::vector<std::int32_t> id) : id_(std::move(id)), parent_(id_.size()) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  std::int32_t root(std::int32_t i) {
    while (parent_[i] != i) {
      parent_[i] = parent_[parent_[i]];
      i = parent_[i];
    }
    return i;
  }

  void join(std::int32_t i, std::int32_t j) {
    i = root(i);
    j = root(j);
    if (i == j) return;
    if (id_[i] < id_[j]) {
      parent_[j] = i;
    } else {
      parent_[i] = j;
    }
  }

  [[nodiscard]] const std::vector<std::int32_t>& id() const { return id_; }

 private:
  std::vector<std::int32_t> id_;
  std::vector<std::int32_t> parent_;
};

}  // namespace

template <int D>
std::vector<std::int32_t> cluster_labels(const Simulation<D>& simulation, double distance) {
  const Particles<D>& particles = simulation.particles();
  const Neighbourhood<D>& neighbourhood = simulation.neighbourhood();
  const std::int64_t owned = particles.owned();
  const std::int64_t ghost_first = particles.ghost_first();
  const std::int64_t all = ghost_first + particles.ghosts();
  const NeighbourList list = neighbourhood.list();
  const auto neighbour = host_view(list.neighbour, whole_blocks(owned) * list.capacity);
  const auto length = host_view(list.length, whole_blocks(owned) / slice_lanes);
  const NeighbourList host_list{neighbour.data(), length.data(), nullptr, list.capacity};
  const auto position = host_view<double>(particles.now().position, all * packed_stride<D>);
  DisjointSets sets(to_host<std::int32_t>(particles.id(), all));
  for (std::int64_t i = 0; i < owned; ++i) {
    for_each_listed(host_list, i, [&](std::int32_t j) {
      const bool counts_here = j < i || j >= ghost_first;
      if (counts_here && squared_separation(position.data(), i, j, simulation.box()) < distance * distance) {
        sets.join(static_cast<std::int32_t>(i), j);
      }
    });
  }
  std::vector<std::int32_t> label = sets.id();  // by root: the smallest id known to be in the set
  std::vector<std::int32_t> value(all);
  bool lowered = true;
  while (simulation.communicator().any(lowered)) {
    lowered = false;
    for (std::int64_t i = 0; i < all; ++i) value[i] = label[sets.root(static_cast<std::int32_t>(i))];
    neighbourhood.halo().update_values(particles, value);
    for (std::int64_t g = ghost_first; g < all; ++g) {
      const std::int32_t root = sets.root(static_cast<std::int32_t>(g));
      lowered = lowered || value[g] < label[root];
      label[root] = std::min(label[root], value[g]);
    }
  }
  for (std::int64_t i = 0; i < owned; ++i) value[i] = label[sets.root(static_cast<std::int32_t>(i))];
  value.resize(owned);
  return value;
}

int cluster_size_bins(std::int64_t particles) {
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(particles)));
}

ClusterCensus cluster_census(const Communicator& communicator, const std::vector<std::int32_t>& labels,
                             std::int64_t particles) {
  std::vector<std::int32_t> sorted = labels;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::vector<std::int64_t>> outgoing(communicator.size());
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last = std::upper_bound(first, sorted.end(), *first);
    auto& message = outgoing[block_of(*first, particles, communicator.size())];
    message.insert(message.end(), {*first, last - first});
    first = last;
  }
  const RowBlock block = rows_of(particles, communicator);
  std::vector<std::int64_t> size(block.count, 0);
  for (const auto& message : communicator.exchange(outgoing)) {
    for (std::size_t at = 0; at < message.size(); at += 2) size[message[at] - block.first] += message[at + 1];
  }
  const int bins = cluster_size_bins(particles);
  std::vector<std::int64_t> counts(2 * bins, 0);
  ClusterCensus census;
  for (const std::int64_t members : size) {
    if (members == 0) continue;
    census.largest = std::max(census.largest, members);
    const int bin = cluster_size_bins(members) - 1;
    counts[bin] += 1;
    counts[bins + bin] += members;
  }
  census.largest = communicator.maximum(census.largest);
  communicator.sum(std::span(counts));
  census.clusters.assign(counts.begin(), counts.begin() + bins);
  census.particles.assign(counts.begin() + bins, counts.end());
  return census;
}

template std::vector<std::int32_t> cluster_labels(const Simulation<1>&, double);
template std::vector<std::int32_t> cluster_labels(const Simulation<2>&, double);
template std::vector<std::int32_t> cluster_labels(const Simulation<3>&, double);

}  // namespace starling::active
