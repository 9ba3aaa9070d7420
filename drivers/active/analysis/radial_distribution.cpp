// g(r), from pairs counted by distance.
#include "drivers/active/analysis/array_observable.hpp"

namespace starling::active {

template <int D>
void add_radial_distribution(const Deck& deck, std::vector<ArrayObservable<D>>& list) {
  const double width = radial_range(deck) / static_cast<double>(deck.radial_bins);
  ArrayAxis radius{"radius", "length", "middle of the bin", {}};
  std::vector<double> ideal;
  const double volume = box_volume(deck);
  const auto particles = static_cast<double>(deck.particles);
  for (std::int64_t bin = 0; bin < deck.radial_bins; ++bin) {
    const auto lower = static_cast<double>(bin);
    radius.values.push_back((lower + 0.5) * width);
    const double shell = ball_volume(deck, (lower + 1.0) * width) - ball_volume(deck, lower * width);
    ideal.push_back(particles * (particles - 1.0) * shell / volume);
  }
  list.push_back({{"radial_distribution", "", "g(r): ordered pairs over those of N particles anywhere", {radius}},
                  deck.particles > 1 ? "" : "there is no pair of particles",
                  [ideal](const Scene<D>& scene) {
                    std::vector<double> g;
                    const std::vector<std::int64_t>& pairs = scene.surroundings.pairs();
                    for (std::size_t bin = 0; bin < pairs.size(); ++bin) {
                      g.push_back(static_cast<double>(pairs[bin]) / ideal[bin]);
                    }
                    return g;
                  }});
}

template void add_radial_distribution<1>(const Deck&, std::vector<ArrayObservable<1>>&);
template void add_radial_distribution<2>(const Deck&, std::vector<ArrayObservable<2>>&);
template void add_radial_distribution<3>(const Deck&, std::vector<ArrayObservable<3>>&);

}  // namespace starling::active
