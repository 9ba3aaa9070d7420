// Sums over atoms, and counts of distances and angles.
#include "drivers/md/measurement.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "drivers/md/units.hpp"
#include "engine/comm/exact_sum.hpp"
#include "kernels/analysis/list_counts.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling::md {
namespace {

constexpr double sphere = 0x1.0c152382d7366p+2;  // 4 pi / 3

/// |v|^2 m / 2 in eV, with the velocity that the last half kick completes.
struct KineticEnergy {
  LangevinBaoab dynamics;
  StateArrays<3> state;
  const double* force;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    const int element = static_cast<int>(state.activity[3 * state.stride + i]);
    double square = 0.0;
    for (int axis = 0; axis < 3; ++axis) {
      const std::int64_t at = axis * state.stride + i;
      const double velocity = dynamics.kick(element, state.activity[at], force[at]);
      square = math::fma(velocity, velocity, square);
    }
    return 0.5 * square * (dynamics.half_step / dynamics.half_kick[element]);
  }
};

/// Numbers of an array.
struct ArrayValue {
  const double* values;
  STARLING_FUNCTION double operator()(std::int64_t i) const { return values[i]; }
};

analysis::ListedParticles listed(const System& system) {
  return {system.particles().now().position, system.list(), system.model().box};
}

}  // namespace

Measurement::Measurement(const Deck& deck, const Model& model) : deck_(deck), model_(model) {
  std::vector<double> cosines;
  for (std::int64_t b = 0; b <= deck.angular_bins; ++b)
    cosines.push_back(
        math::sine_cosine_of_turn(0.5 * static_cast<double>(b) / static_cast<double>(deck.angular_bins)).cosine);
  cosines_ = device_copy("cosines of bins", cosines);
}

double Measurement::reach() const { return std::max(deck_.radial_range, deck_.angular_cutoff); }

std::vector<double> Measurement::radii() const {
  std::vector<double> middles;
  for (std::int64_t b = 0; b < deck_.radial_bins; ++b)
    middles.push_back((static_cast<double>(b) + 0.5) * deck_.radial_range / static_cast<double>(deck_.radial_bins));
  return middles;
}

std::vector<double> Measurement::angles() const {
  std::vector<double> middles;
  for (std::int64_t b = 0; b < deck_.angular_bins; ++b)
    middles.push_back((static_cast<double>(b) + 0.5) * 180.0 / static_cast<double>(deck_.angular_bins));
  return middles;
}

std::vector<std::int64_t> Measurement::all_counts(const System& system, std::int64_t bins) const {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(bins));
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), tallies_);
  std::copy_n(host.data(), bins, counts.begin());
  system.communicator().sum(std::span<std::int64_t>(counts));
  return counts;
}

Sample Measurement::measure(System& system) {
  system.compute_forces(true);
  Sample sample;
  const Particles<3>& particles = system.particles();
  const std::int64_t owned = particles.owned();
  const auto atoms = static_cast<double>(model_.atoms());
  ExactSumBatch sums(system.communicator(), model_.atoms());
  sums.add(owned, ArrayValue{system.forces().energy().data()});
  sums.add(owned, ArrayValue{system.forces().virial().data()});
  sums.add(owned, KineticEnergy{model_.dynamics, particles.now(), particles.force()});
  const std::vector<double> totals = sums.reduce();
  const double kinetic = 2.0 * totals[2] / (3.0 * atoms * boltzmann);
  // With a bath its temperature is known; without one it is what the atoms have.
  const double temperature = deck_.friction > 0.0 ? deck_.temperature : kinetic;
  const double pressure = bar * (atoms * boltzmann * temperature + totals[1] / 3.0) / model_.volume;
  sample.scalars = {totals[0] / atoms, kinetic, pressure};
  sample.excess =
      system.communicator().maximum(reduction::largest_magnitude(owned, ArrayValue{system.forces().excess().data()}));

  const double width = deck_.radial_range / static_cast<double>(deck_.radial_bins);
  analysis::tally("count distances", owned, deck_.radial_bins,
                  analysis::DistanceCounts{listed(system), deck_.radial_range, 1.0 / width, deck_.radial_bins},
                  tallies_);
  const std::vector<std::int64_t> pairs = all_counts(system, deck_.radial_bins);
  for (std::size_t b = 0; b < pairs.size(); ++b) {
    const double lower = static_cast<double>(b) * width;
    const double upper = static_cast<double>(b + 1) * width;
    const double shell = sphere * (upper * upper * upper - lower * lower * lower);
    sample.radial.push_back(static_cast<double>(pairs[b]) * model_.volume / (atoms * (atoms - 1.0) * shell));
  }
  analysis::tally("count angles", owned, deck_.angular_bins,
                  analysis::AngleCounts{listed(system), deck_.angular_cutoff, cosines_.data(), deck_.angular_bins},
                  tallies_);
  const std::vector<std::int64_t> turns = all_counts(system, deck_.angular_bins);
  const auto all = static_cast<double>(std::accumulate(turns.begin(), turns.end(), std::int64_t{0}));
  const double degrees = 180.0 / static_cast<double>(deck_.angular_bins);
  for (const std::int64_t count : turns) sample.angular.push_back(static_cast<double>(count) / (all * degrees));
  return sample;
}

}  // namespace starling::md
