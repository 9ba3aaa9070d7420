// The pairs of a list of particles, made anew for each list.
#pragma once

#include "drivers/active/model.hpp"
#include "kernels/score/particle_list.hpp"

namespace starling::active {

/// Owns the pairs of a ParticleList.
template <int D>
class EdgeLists {
 public:
  /// The list, of which everything except the pairs is given, with its pairs. Good until the next call.
  [[nodiscard]] score::ParticleList<D> with_edges(const Model<D>& model, double rate, score::ParticleList<D> list) {
    ensure_size(first_, "first of edges", list.count + 1);
    const std::int64_t total = score::count_edges(list, first_);
    ensure_size(edge_, "edges", total);
    list.first = first_.data();
    list.edge = edge_.data();
    std::visit([&](const auto& pair) { score::make_edges<D>(pair, list, rate, edge_); }, model.pair);
    return list;
  }

 private:
  DeviceArray<std::int64_t> first_;
  DeviceArray<score::Edge<D>> edge_;
};

/// All particles of one configuration as a list, the particle being its place. Owns the configuration's copy.
template <int D>
class WholeList {
 public:
  [[nodiscard]] score::ParticleList<D> list(const Model<D>& model, double rate,
                                            const score::Configuration<D>& configuration, std::int64_t particles) {
    if (configuration_.extent(0) == 0) configuration_ = DeviceArray<score::Configuration<D>>("configuration", 1);
    Kokkos::deep_copy(configuration_, configuration);
    return edges_.with_edges(model, rate, {particles, nullptr, configuration_.data(), 0, nullptr, nullptr});
  }

 private:
  DeviceArray<score::Configuration<D>> configuration_;
  EdgeLists<D> edges_;
};

}  // namespace starling::active
