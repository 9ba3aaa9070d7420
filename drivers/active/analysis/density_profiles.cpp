// Histograms over local density, and the effective speed in their bins.
#include <bit>
#include <cmath>
#include <limits>

#include "drivers/active/analysis/array_observable.hpp"
#include "drivers/active/observables/particle_terms.hpp"
#include "engine/population/records.hpp"
#include "kernels/analysis/binned_sums.hpp"

namespace starling::active {

namespace {

ArrayLayout density_layout(const Deck& deck, const DensityBins& bins, const std::string& name, const std::string& unit,
                           const std::string& description) {
  ArrayAxis density{"density",
                    "length^-" + std::to_string(deck.dimension),
                    "particles in a probe over its volume, in the middle of the bin; the last bin holds all above",
                    {}};
  density.values = undefined_density(deck).empty() ? bins.densities() : std::vector<double>(1, 0.0);
  return {name, unit, description, {density}};
}

/// Numbers and sums of drive . force of the particles in each bin of local density, over all ranks.
struct ByDensity {
  std::vector<std::int64_t> numbers;
  std::vector<double> sums;
};

template <int D>
ByDensity drive_dot_force_by_density(const Scene<D>& scene, const DensityBins& bins) {
  const Particles<D>& particles = scene.simulation.particles();
  const ScalarProduct<D> value{scene.quantities.drive.data(), particles.force(), particles.stride()};
  const double largest =
      scene.simulation.communicator().maximum(reduction::largest_magnitude(particles.owned(), value));
  int exponent = 0;
  static_cast<void>(std::frexp(largest, &exponent));
  // Integers of this many bits, one per particle, add up to less than 2^62.
  const int bits =
      62 - static_cast<int>(std::bit_width(static_cast<std::uint64_t>(scene.simulation.model().particles)));
  const int shift = bits - exponent;
  const reduction::SplitScale scale{std::ldexp(1.0, shift / 2), std::ldexp(1.0, shift - shift / 2),
                                    std::ldexp(1.0, bits)};
  DeviceArray<std::int64_t> tallies;
  analysis::sum_in_bins(value, scene.surroundings.within(), bins.width, bins.bins, scale, particles.owned(), tallies);
  std::vector<std::int64_t> sums = to_host<std::int64_t>(tallies.data(), 2 * static_cast<std::int64_t>(bins.bins));
  scene.simulation.communicator().sum(std::span(sums));
  ByDensity result;
  for (std::int32_t bin = 0; bin < bins.bins; ++bin) {
    result.numbers.push_back(sums[2 * bin]);
    result.sums.push_back(std::ldexp(static_cast<double>(sums[2 * bin + 1]), -shift));
  }
  return result;
}

template <int D>
ArrayObservable<D> density_histogram(const Deck& deck, const DensityBins& bins) {
  return {density_layout(deck, bins, "density_histogram", "", "fraction of probes by local density"),
          undefined_density(deck), [bins](const Scene<D>& scene) {
            std::int64_t all = 0;
            for (const std::int64_t probes : scene.probes) all += probes;
            std::vector<std::int64_t> probes(bins.bins, 0);
            for (std::size_t count = 0; count < scene.probes.size(); ++count) {
              probes[bins.bin(static_cast<std::int64_t>(count))] += scene.probes[count];
            }
            return over(probes, static_cast<double>(all));
          }};
}

template <int D>
ArrayObservable<D> particles_by_density(const Deck& deck, const DensityBins& bins) {
  return {density_layout(deck, bins, "particles_by_density", "",
                         "fraction of particles by local density, themselves counted"),
          undefined_density(deck), [bins, total = static_cast<double>(deck.particles)](const Scene<D>& scene) {
            const std::int64_t owned = scene.simulation.particles().owned();
            const auto within = host_view<std::int32_t>(scene.surroundings.within(), owned);
            std::vector<std::int64_t> numbers(bins.bins, 0);
            for (std::int64_t i = 0; i < owned; ++i) ++numbers[bins.bin(within[i])];
            scene.simulation.communicator().sum(std::span(numbers));
            return over(numbers, total);
          }};
}

template <int D>
ArrayObservable<D> effective_speed_by_density(const Deck& deck, const Model<D>& model, const DensityBins& bins) {
  ArrayObservable<D> array{density_layout(deck, bins, "effective_speed_by_density", "length/time",
                                          "mean effective speed of the particles with a local density, themselves "
                                          "counted"),
                           undefined_density(deck),
                           {}};
  double v0 = 0.0;
  double mean_square = 0.0;
  const auto look = [&]<class Dynamic>(const Motion<Dynamic>& motion) {
    if constexpr (requires { Dynamic::mean_square_drive; }) {
      v0 = motion.species.front().self_propulsion;
      mean_square = Dynamic::mean_square_drive;
    }
  };
  std::visit(look, model.motion);
  if (array.undefined.empty() && mean_square == 0.0) array.undefined = "the model has no self-propulsion";
  if (array.undefined.empty() && model.is_mixture()) array.undefined = "species differ in their self-propulsion";
  array.sample = [=](const Scene<D>& scene) {
    const ByDensity by_density = drive_dot_force_by_density(scene, bins);
    std::vector<double> speed;
    for (std::size_t bin = 0; bin < by_density.sums.size(); ++bin) {
      const auto number = static_cast<double>(by_density.numbers[bin]);
      speed.push_back(number > 0.0 ? v0 + by_density.sums[bin] / number / mean_square
                                   : std::numeric_limits<double>::quiet_NaN());
    }
    return speed;
  };
  return array;
}

}  // namespace

template <int D>
void add_density_arrays(const Deck& deck, const Model<D>& model, std::vector<ArrayObservable<D>>& list) {
  const DensityBins bins = DensityBins::of(deck);
  list.push_back(density_histogram<D>(deck, bins));
  list.push_back(particles_by_density<D>(deck, bins));
  list.push_back(effective_speed_by_density<D>(deck, model, bins));
}

template void add_density_arrays<1>(const Deck&, const Model<1>&, std::vector<ArrayObservable<1>>&);
template void add_density_arrays<2>(const Deck&, const Model<2>&, std::vector<ArrayObservable<2>>&);
template void add_density_arrays<3>(const Deck&, const Model<3>&, std::vector<ArrayObservable<3>>&);

}  // namespace starling::active
