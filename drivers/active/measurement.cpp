// Moments with their clusters.
#include "drivers/active/measurement.hpp"

#include "drivers/active/model.hpp"

namespace starling::active {

template <int D>
Moments Measurement<D>::moments(const Simulation<D>& simulation) {
  quantities_.compute(simulation);
  const bool ordered = undefined_hexatic_order(deck_).empty();
  Moments moments = average_moments<D>(communicator_, deck_, simulation, quantities_,
                                       ordered ? structure_.hexatic_order(simulation) : nullptr);
  moments.structure = structure_.measure(simulation);
  return moments;
}

template <int D>
const Surroundings<D>& Measurement<D>::look_around(const Simulation<D>& simulation, std::int64_t radial_bins) {
  surroundings_.count(simulation, probe_range(deck_), radial_range(deck_), radial_bins);
  return surroundings_;
}

template class Measurement<1>;
template class Measurement<2>;
template class Measurement<3>;

}  // namespace starling::active
