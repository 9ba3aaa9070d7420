// Histograms over local density, and the effective speed in their bins.
#include <bit>
#include <cmath>
#include <limits>

#include "drivers/active/analysis/array_observable.hpp"
#include "engine/population/records.hpp"
#include "kernels/analysis/binned_sums.hpp"

namespace starling::active {

namespace {

std::string undefined_density(const Deck& deck) { return probe_range(deck) > 0.0 ? "" : "no probe_radius"; }

ArrayLayout density_layout(const Deck& deck, const std::string& name, const std::string& unit,
                           const std::string& description) {
  ArrayAxis density{"density",
                    "length^-" + std::to_string(deck.dimension),
                    "particles in a probe over its volume, in the middle of the bin; the last bin holds all above",
                    {}};
  density.values = undefined_density(deck).empty() ? DensityBins::of(deck).densities() : std::vector<double>(1, 0.0);
  return {name, unit, description, {density}};
}

/// Numbers and sums of drive . force of the particles in each bin of local density, over all ranks.
struct ByDensity {
  std::vector<std::int64_t> numbers;
  std::vector<double> sums;
};

template <int D>
ByDensity drive_dot_force_by_density(const Scene<D>& scene) {
  const DensityBins bins = DensityBins::of(scene.deck);
  const Particles<D>& particles = scene.simulation.particles();
  const ScalarProduct<D> value{scene.quantities.drive.data(), particles.force(), particles.stride()};
  const double largest = scene.communicator.maximum(reduction::largest_magnitude(particles.owned(), value));
  int exponent = 0;
  static_cast<void>(std::frexp(largest, &exponent));
  // Integers of this many bits, one a particle, add up to less than 2^62.
  const int bits = 62 - static_cast<int>(std::bit_width(static_cast<std::uint64_t>(scene.deck.particles)));
  const int shift = bits - exponent;
  const reduction::SplitScale scale{std::ldexp(1.0, shift / 2), std::ldexp(1.0, shift - shift / 2),
                                    std::ldexp(1.0, bits)};
  DeviceArray<std::int64_t> tallies;
  analysis::sum_in_bins(value, scene.surroundings.within(), bins.width, bins.bins, scale, particles.owned(), tallies);
  std::vector<std::int64_t> sums = to_host<std::int64_t>(tallies.data(), 2 * static_cast<std::int64_t>(bins.bins));
  scene.communicator.sum(std::span(sums));
  ByDensity result;
  for (std::int32_t bin = 0; bin < bins.bins; ++bin) {
    result.numbers.push_back(sums[2 * bin]);
    result.sums.push_back(std::ldexp(static_cast<double>(sums[2 * bin + 1]), -shift));
  }
  return result;
}

}  // namespace

template <int D>
ArrayObservable<D> density_histogram(const Deck& deck) {
  return {density_layout(deck, "density_histogram", "", "fraction of probes by local density"), undefined_density(deck),
          [](const Scene<D>& scene) {
            const DensityBins bins = DensityBins::of(scene.deck);
            std::vector<double> fraction(bins.bins, 0.0);
            std::int64_t all = 0;
            for (const std::int64_t probes : scene.probes) all += probes;
            std::vector<std::int64_t> probes(bins.bins, 0);
            for (std::size_t count = 0; count < scene.probes.size(); ++count) {
              probes[bins.bin(static_cast<std::int64_t>(count))] += scene.probes[count];
            }
            for (std::int32_t bin = 0; bin < bins.bins; ++bin) {
              fraction[bin] = static_cast<double>(probes[bin]) / static_cast<double>(all);
            }
            return fraction;
          }};
}

template <int D>
ArrayObservable<D> effective_speed_by_density(const Deck& deck) {
  ArrayObservable<D> array{density_layout(deck, "effective_speed_by_density", "length/time",
                                          "mean effective speed of the particles with a local density, themselves "
                                          "counted"),
                           undefined_density(deck),
                           {}};
  const double v0 = given(deck.dynamics, "self_propulsion").value_or(0.0);
  double mean_square = 0.0;
  std::visit(
      [&](const auto& model) {
        if constexpr (requires { std::decay_t<decltype(model)>::mean_square_drive; }) {
          mean_square = std::decay_t<decltype(model)>::mean_square_drive;
        }
      },
      make_dynamics<D>(deck));
  if (array.undefined.empty() && mean_square == 0.0) array.undefined = "the model has no self-propulsion";
  if (array.undefined.empty() && is_mixture(deck)) array.undefined = "species differ in their self-propulsion";
  array.sample = [v0, mean_square](const Scene<D>& scene) {
    const ByDensity by_density = drive_dot_force_by_density(scene);
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

template <int D>
ArrayObservable<D> particles_by_density(const Deck& deck) {
  const auto total = static_cast<double>(deck.particles);
  return {
      density_layout(deck, "particles_by_density", "", "fraction of particles by local density, themselves counted"),
      undefined_density(deck), [total](const Scene<D>& scene) {
        const DensityBins bins = DensityBins::of(scene.deck);
        const std::int64_t owned = scene.simulation.particles().owned();
        const auto within = host_view<std::int32_t>(scene.surroundings.within(), owned);
        std::vector<std::int64_t> numbers(bins.bins, 0);
        for (std::int64_t i = 0; i < owned; ++i) ++numbers[bins.bin(within[i])];
        scene.communicator.sum(std::span(numbers));
        std::vector<double> fraction;
        for (const std::int64_t number : numbers) fraction.push_back(static_cast<double>(number) / total);
        return fraction;
      }};
}

#define STARLING_INSTANTIATE(D)                                           \
  template ArrayObservable<D> density_histogram<D>(const Deck&);          \
  template ArrayObservable<D> effective_speed_by_density<D>(const Deck&); \
  template ArrayObservable<D> particles_by_density<D>(const Deck&);
STARLING_INSTANTIATE(1)
STARLING_INSTANTIATE(2)
STARLING_INSTANTIATE(3)
#undef STARLING_INSTANTIATE

}  // namespace starling::active
