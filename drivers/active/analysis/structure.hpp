// How particles are arranged at one step: clusters, bond order, local densities.
#pragma once

#include <string>
#include <vector>

#include "drivers/active/analysis/density.hpp"
#include "drivers/active/clusters.hpp"
#include "drivers/active/observables.hpp"

namespace starling::active {

/// Measures what StructureMoments holds, and keeps what arrays and frames need beyond it. All members are collective.
template <int D>
class Structure {
 public:
  Structure(const Communicator& communicator, const Deck& deck)
      : communicator_(communicator), deck_(deck), probe_census_(communicator, deck) {}

  /// Lists must hold all pairs within the cluster distance.
  [[nodiscard]] StructureMoments measure(const Simulation<D>& simulation);

  /// Of the last measure(): empty where the deck has no cluster distance or no probe radius.
  [[nodiscard]] const ClusterCensus& clusters() const { return clusters_; }
  [[nodiscard]] const ProbeHistogram& probes() const { return probes_; }

  /// |psi_6| of each owned particle, device memory, for D = 2.
  [[nodiscard]] const double* hexatic_order(const Simulation<D>& simulation);

 private:
  const Communicator& communicator_;
  const Deck& deck_;
  ProbeCensus<D> probe_census_;
  ClusterCensus clusters_;
  ProbeHistogram probes_;
  DeviceArray<double> hexatic_order_;
};

/// Why there is no bond order or no coexistence to look for; empty if there is.
[[nodiscard]] std::string undefined_hexatic_order(const Deck& deck);
[[nodiscard]] std::string undefined_coexistence(const Deck& deck);

/// Adds hexatic_order and the coexistence densities.
void add_structure_observables(const Deck& deck, std::vector<Observable>& list);

}  // namespace starling::active
