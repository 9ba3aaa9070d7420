// Bond order and integer histograms.
#include "drivers/active/analysis/structure.hpp"

#include "kernels/analysis/hexatic_order.hpp"

namespace starling::active {

template <int D>
const double* Structure<D>::hexatic_order(const Simulation<D>& simulation) {
  if constexpr (D == 2) {
    ensure_size(hexatic_order_, "hexatic order", whole_blocks(simulation.particles().owned()));
    analysis::hexatic_order(simulation.pair_arrays(), simulation.model().cluster_range, hexatic_order_.data(),
                            simulation.particles().owned());
  }
  return hexatic_order_.data();
}

template <int D>
StructureMoments Structure<D>::measure(const Simulation<D>& simulation) {
  const Model<D>& model = simulation.model();
  const auto total = static_cast<double>(model.particles);
  StructureMoments moments;
  if (model.cluster_range > 0.0) {
    const auto labels = cluster_labels(simulation, model.cluster_range);
    clusters_ = cluster_census(simulation.communicator(), labels, model.particles);
    moments.largest_cluster_fraction = static_cast<double>(clusters_.largest) / total;
  }
  if (model.probe_radius > 0.0) {
    probes_ = probe_census_.count(simulation);
    if (const auto coexisting = coexisting_counts(probes_, total * model.probe_volume / model.volume)) {
      moments.coexistence_density_gas = coexisting->gas / model.probe_volume;
      moments.coexistence_density_dense = coexisting->dense / model.probe_volume;
    }
  }
  return moments;
}

std::string undefined_clusters(const Deck& deck) { return cluster_range(deck) > 0.0 ? "" : "no cluster_distance"; }
std::string undefined_density(const Deck& deck) { return probe_range(deck) > 0.0 ? "" : "no probe_radius"; }

void add_structure_observables(const Deck& deck, std::vector<Observable>& list) {
  const std::string no_bonds = deck.dimension != 2 ? "defined in 2 dimensions only" : undefined_clusters(deck);
  list.push_back({"hexatic_order", no_bonds, [](const Moments& m) { return m.hexatic_order; }});
  std::string one_phase = undefined_density(deck);
  if (one_phase.empty() && deck.external != "none") one_phase = "an external force makes the density uneven";
  const auto coexistence = [&](const char* name, double StructureMoments::*density) {
    list.push_back({name, one_phase, [=](const Moments& m) { return m.structure.*density; }, false, true});
  };
  coexistence("coexistence_density_gas", &StructureMoments::coexistence_density_gas);
  coexistence("coexistence_density_dense", &StructureMoments::coexistence_density_dense);
}

template class Structure<1>;
template class Structure<2>;
template class Structure<3>;

}  // namespace starling::active
