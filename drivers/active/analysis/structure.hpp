// The arrangement of particles at one step: clusters, bond order, local densities.
#pragma once

#include <string>
#include <vector>

#include "drivers/active/analysis/density.hpp"
#include "drivers/active/observables/clusters.hpp"
#include "drivers/active/observables/observables.hpp"

namespace starling::active {

/// Measures what StructureMoments holds, and keeps what arrays and frames need beyond it. All members are collective.
template <int D>
class Structure {
 public:
  /// Lists must hold all pairs within the cluster distance.
  [[nodiscard]] StructureMoments measure(const Simulation<D>& simulation);

  /// Of the last measure(): empty where there is no cluster distance or no probe radius.
  [[nodiscard]] const ClusterCensus& clusters() const { return clusters_; }
  [[nodiscard]] const ProbeHistogram& probes() const { return probes_; }

  /// |psi_6| of each owned particle, device memory, for D = 2.
  [[nodiscard]] const double* hexatic_order(const Simulation<D>& simulation);

 private:
  ProbeCensus<D> probe_census_;
  ClusterCensus clusters_;
  ProbeHistogram probes_;
  DeviceArray<double> hexatic_order_;
};

/// Why there are no clusters or no local densities; empty if there are.
[[nodiscard]] std::string undefined_clusters(const Deck& deck);
[[nodiscard]] std::string undefined_density(const Deck& deck);

/// Adds hexatic_order and the coexistence densities.
void add_structure_observables(const Deck& deck, std::vector<Observable>& list);

}  // namespace starling::active
