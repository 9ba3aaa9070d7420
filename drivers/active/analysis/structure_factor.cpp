// S(q), from sums of plane waves.
#include <algorithm>
#include <bit>
#include <cmath>

#include "drivers/active/analysis/array_observable.hpp"
#include "engine/population/records.hpp"
#include "kernels/analysis/plane_waves.hpp"

namespace starling::active {

namespace {

/// Wave vectors of one half space, ordered by |q|, and where each shell of equal |q| begins.
struct WaveShells {
  std::vector<analysis::WaveVector> waves;
  std::vector<std::size_t> first;  ///< of each shell, and the end
  std::vector<double> length;      ///< |q| of each shell
  std::int32_t highest = 0;        ///< largest |n_d|
};

/// One of each pair q, -q: the first component that is not 0 is positive.
bool in_half_space(const analysis::WaveVector& wave) {
  for (const std::int32_t n : wave.n) {
    if (n != 0) return n > 0;
  }
  return false;
}

template <int D>
WaveShells wave_shells(const Deck& deck) {
  const auto most = static_cast<std::int32_t>(deck.wave_numbers);
  const std::vector<double> edges = box_edges(deck);
  constexpr double turn = 6.283185307179586;
  std::vector<std::pair<double, analysis::WaveVector>> found;
  for (std::int32_t x = 0; x <= most; ++x) {
    for (std::int32_t y = D > 1 ? -most : 0; y <= (D > 1 ? most : 0); ++y) {
      for (std::int32_t z = D > 2 ? -most : 0; z <= (D > 2 ? most : 0); ++z) {
        const analysis::WaveVector wave{{x, y, z}};
        if (!in_half_space(wave) || x * x + y * y + z * z > most * most) continue;
        double squared = 0.0;
        for (int d = 0; d < D; ++d) squared += wave.n[d] * turn / edges[d] * (wave.n[d] * turn / edges[d]);
        found.emplace_back(std::sqrt(squared), wave);
      }
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  WaveShells shells;
  for (const auto& [length, wave] : found) {
    // Equal lengths may differ by rounding.
    if (shells.length.empty() || length > shells.length.back() * (1.0 + 1e-9)) {
      shells.first.push_back(shells.waves.size());
      shells.length.push_back(length);
    }
    shells.waves.push_back(wave);
    for (const std::int32_t n : wave.n) shells.highest = std::max(shells.highest, std::abs(n));
  }
  shells.first.push_back(shells.waves.size());
  return shells;
}

}  // namespace

template <int D>
void add_structure_factor(const Deck& deck, std::vector<ArrayObservable<D>>& list) {
  const WaveShells shells = wave_shells<D>(deck);
  const auto waves = static_cast<std::int32_t>(shells.waves.size());
  const auto on_device = to_device<analysis::WaveVector>("wave vectors", shells.waves);
  // Sums of N numbers of this many bits stay below 2^62.
  const int spare = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(deck.particles)));
  const double scale = std::ldexp(1.0, std::min(44, 62 - spare));
  const auto particles = static_cast<double>(deck.particles);
  const auto sample = [=](const Scene<D>& scene) {
    DeviceArray<std::int64_t> tallies;
    analysis::sum_plane_waves<D>(scene.simulation.particles().now().position, scene.simulation.box(),
                                 scene.simulation.particles().owned(), on_device.data(), waves, shells.highest, scale,
                                 tallies);
    std::vector<std::int64_t> sums = to_host<std::int64_t>(tallies.data(), 2 * static_cast<std::int64_t>(waves));
    scene.simulation.communicator().sum(std::span(sums));
    std::vector<double> mean;
    for (std::size_t shell = 0; shell + 1 < shells.first.size(); ++shell) {
      double sum = 0.0;
      for (std::size_t wave = shells.first[shell]; wave < shells.first[shell + 1]; ++wave) {
        const double real = static_cast<double>(sums[2 * wave]) / scale;
        const double imaginary = static_cast<double>(sums[2 * wave + 1]) / scale;
        sum += real * real + imaginary * imaginary;
      }
      const auto members = static_cast<double>(shells.first[shell + 1] - shells.first[shell]);
      mean.push_back(sum / members / particles);
    }
    return mean;
  };
  ArrayAxis length{"wave_number", "1/length", "|q| of the shell", shells.length};
  list.push_back(
      {{"structure_factor", "", "S(q) = |sum of e^(i q x)|^2 / N, averaged over wave vectors of one length", {length}},
       waves > 0 ? "" : "observables.wave_numbers = 0",
       sample});
}

template void add_structure_factor<1>(const Deck&, std::vector<ArrayObservable<1>>&);
template void add_structure_factor<2>(const Deck&, std::vector<ArrayObservable<2>>&);
template void add_structure_factor<3>(const Deck&, std::vector<ArrayObservable<3>>&);

}  // namespace starling::active
