// Bond order and integer histograms.
#include "drivers/active/analysis/structure.hpp"

#include "drivers/active/model.hpp"
#include "kernels/analysis/hexatic_order.hpp"

namespace starling::active {

template <int D>
const double* Structure<D>::hexatic_order(const Simulation<D>& simulation) {
  if constexpr (D == 2) {
    ensure_size(hexatic_order_, "hexatic order", whole_blocks(simulation.particles().owned()));
    analysis::hexatic_order(simulation.pair_arrays(), cluster_range(deck_), hexatic_order_.data(),
                            simulation.particles().owned());
  }
  return hexatic_order_.data();
}

template <int D>
StructureMoments Structure<D>::measure(const Simulation<D>& simulation) {
  const Particles<D>& particles = simulation.particles();
  const auto total = static_cast<double>(deck_.particles);
  StructureMoments moments;
  if (cluster_range(deck_) > 0.0) {
    const auto labels =
        cluster_labels<D>(communicator_, simulation.box(), cluster_range(deck_), particles, simulation.neighbourhood());
    clusters_ = cluster_census(communicator_, labels, deck_.particles);
    moments.largest_cluster_fraction = static_cast<double>(clusters_.largest) / total;
  }
  if (probe_range(deck_) > 0.0) {
    probes_ = probe_census_.count(simulation);
    const DensityBins bins = DensityBins::of(deck_);
    if (const auto coexisting = coexisting_counts(probes_, total * bins.probe_volume / box_volume(deck_))) {
      moments.coexistence_density_gas = bins.density(coexisting->gas);
      moments.coexistence_density_dense = bins.density(coexisting->dense);
    }
  }
  return moments;
}

std::string undefined_hexatic_order(const Deck& deck) {
  if (deck.dimension != 2) return "defined in 2 dimensions only";
  return cluster_range(deck) > 0.0 ? "" : "no cluster_distance";
}

std::string undefined_coexistence(const Deck& deck) {
  if (!(probe_range(deck) > 0.0)) return "no probe_radius";
  return deck.external == "none" ? "" : "an external force makes the density uneven";
}

void add_structure_observables(const Deck& deck, std::vector<Observable>& list) {
  list.push_back({"hexatic_order", undefined_hexatic_order(deck), [](const Moments& m) { return m.hexatic_order; }});
  const auto coexistence = [&](const char* name, double StructureMoments::*density) {
    list.push_back(
        {name, undefined_coexistence(deck), [=](const Moments& m) { return m.structure.*density; }, false, true});
  };
  coexistence("coexistence_density_gas", &StructureMoments::coexistence_density_gas);
  coexistence("coexistence_density_dense", &StructureMoments::coexistence_density_dense);
}

template class Structure<1>;
template class Structure<2>;
template class Structure<3>;

}  // namespace starling::active
