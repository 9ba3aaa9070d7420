// The arrays of a run: a line each.
#include "drivers/active/analysis/array_observable.hpp"

namespace starling::active {

template <int D>
std::vector<ArrayObservable<D>> array_observables(const Deck& deck) {
  return {
      radial_distribution<D>(deck),        structure_factor<D>(deck),  cluster_size_distribution<D>(deck),
      cluster_size_particles<D>(deck),     density_histogram<D>(deck), particles_by_density<D>(deck),
      effective_speed_by_density<D>(deck),
  };
}

template std::vector<ArrayObservable<1>> array_observables<1>(const Deck&);
template std::vector<ArrayObservable<2>> array_observables<2>(const Deck&);
template std::vector<ArrayObservable<3>> array_observables<3>(const Deck&);

}  // namespace starling::active
