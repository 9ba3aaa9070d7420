// Averaged arrays in the limits that are known: the ideal gas and free particles.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "drivers/active/analysis/profiles.hpp"
#include "tests/physics/active/population.hpp"

namespace starling {
namespace {

using namespace testing_support;

/// Arrays of `samples` independent ideal gases, by name.
template <int D>
std::map<std::string, AveragedArray> ideal_gas(active::Deck deck, int samples) {
  const Communicator world(MPI_COMM_WORLD);
  deck.model = "brownian";
  deck.dynamics["translational_diffusion"] = 1.0;
  deck.profile_every = 1;
  deck.observe_every = 1;
  active::Profiles<D> profiles(deck, active::make_model<D>(deck));
  for (int sample = 0; sample < samples; ++sample) {
    deck.seed = static_cast<std::uint64_t>(sample + 1);
    active::Simulation<D> simulation(world, deck);
    active::Measurement<D> measurement(world);
    simulation.rebuild(0, active::observation_reach(deck));
    simulation.compute_forces();
    profiles.add(1, simulation, measurement.moments(simulation), measurement);
  }
  std::map<std::string, AveragedArray> arrays;
  for (AveragedArray& array : profiles.arrays()) arrays[array.layout.name] = array;
  return arrays;
}

/// Every entry within five standard errors of what is exact, and all together as far off as errors say. Entries whose
/// exact value is below `least` are too rare for that.
void expect_entries(const AveragedArray& array, const std::vector<double>& exact, double least, double sharpness) {
  ASSERT_EQ(array.value.size(), exact.size()) << array.layout.name << array.undefined;
  double squares = 0.0;
  int entries = 0;
  for (std::size_t k = 0; k < exact.size(); ++k) {
    if (exact[k] < least) continue;
    const double off = (array.value[k] - exact[k]) / array.standard_error[k];
    EXPECT_LT(std::abs(off), 5.0) << array.layout.name << " entry " << k << " = " << array.value[k] << " +- "
                                  << array.standard_error[k] << ", exact " << exact[k];
    EXPECT_LT(array.standard_error[k], sharpness * exact[k]) << array.layout.name << " is too uncertain at " << k;
    squares += off * off;
    ++entries;
  }
  ASSERT_GT(entries, 3) << array.layout.name;
  // Chi squared over its mean: five of its standard deviations, with some room for errors from few samples.
  EXPECT_LT(squares / entries, 1.1 + 5.0 * std::sqrt(2.0 / entries)) << array.layout.name;
}

/// Probability that a probe holds n of N particles.
std::vector<double> binomial(std::int64_t particles, double probability, std::size_t counts) {
  std::vector<double> exact;
  const auto all = static_cast<double>(particles);
  for (std::size_t n = 0; n < counts; ++n) {
    const auto k = static_cast<double>(n);
    exact.push_back(std::exp(std::lgamma(all + 1.0) - std::lgamma(k + 1.0) - std::lgamma(all - k + 1.0) +
                             k * std::log(probability) + (all - k) * std::log1p(-probability)));
  }
  return exact;
}

template <int D>
void expect_ideal_gas(double edge, double probe) {
  active::Deck deck = bare_deck(D, 2000, edge, 0.01);
  deck.radius = 0.5;
  deck.probe_radius = probe;
  deck.radial_range = 0.4 * edge;
  deck.radial_bins = 20;
  const auto arrays = ideal_gas<D>(deck, 64);
  // The first bins of g(r) hold too few pairs in space.
  AveragedArray radial = arrays.at("radial_distribution");
  expect_entries(radial, std::vector<double>(radial.value.size(), 1.0), 0.0, 0.5);
  const AveragedArray& structure = arrays.at("structure_factor");
  expect_entries(structure, std::vector<double>(structure.value.size(), 1.0), 0.0, 0.5);
  const AveragedArray& density = arrays.at("density_histogram");
  double volume = 1.0;
  for (int d = 0; d < D; ++d) volume *= edge;
  const double probability = active::ball_volume(deck, probe) / volume;
  ASSERT_EQ(active::DensityBins::of(deck).width, 1) << "a bin is a count, or the test has to sum over some";
  std::vector<double> exact = binomial(deck.particles, probability, density.value.size() - 1);
  exact.push_back(0.0);
  expect_entries(density, exact, 5e-3, 0.5);
  // A particle sees itself and the others.
  std::vector<double> seen = binomial(deck.particles - 1, probability, density.value.size() - 2);
  seen.insert(seen.begin(), 0.0);
  seen.push_back(0.0);
  expect_entries(arrays.at("particles_by_density"), seen, 5e-3, 0.5);
}

TEST(IdealGas, OnALineHasNoStructure) { expect_ideal_gas<1>(4000.0, 5.0); }
TEST(IdealGas, InThePlaneHasNoStructure) { expect_ideal_gas<2>(40.0, 2.0); }
TEST(IdealGas, InSpaceHasNoStructure) { expect_ideal_gas<3>(12.0, 1.1); }

constexpr double curve_time_step = 0.05;

/// Correlation of a particle's drive with that of m steps before.
using Correlation = std::function<double(int m)>;

template <int D>
void expect_lag_curves(active::Deck deck, const Correlation& correlation) {
  const Communicator world(MPI_COMM_WORLD);
  deck.displacement_lag = 60;
  deck.observe_every = 20;
  active::LagCurves curves(deck, deck.observe_every, true);
  Population<D> population(world, deck);
  for (int step = 0; step <= 20 * 60; step += 20) {
    if (step > 0) population.advance(20);
    const active::Moments moments = population.moments();
    curves.add(step, moments);
    if (step % 60 == 0) population.simulation().reset_origins();
  }
  const std::vector<AveragedArray> arrays = curves.arrays();
  ASSERT_EQ(arrays.size(), 2U);
  const double v0 = *given(deck.dynamics, "self_propulsion");
  for (int k = 0; k < 3; ++k) {
    const int steps = 20 * (k + 1);
    double sum = steps * correlation(0);
    for (int m = 1; m < steps; ++m) sum += 2.0 * (steps - m) * correlation(m);
    const double displacement = 2.0 * D * *given(deck.dynamics, "translational_diffusion") * steps * curve_time_step +
                                v0 * v0 * curve_time_step * curve_time_step * sum;
    EXPECT_EQ(arrays[0].layout.axes[0].values[k], steps * curve_time_step);
    EXPECT_EQ(arrays[0].samples[k], 20);
    expect_equal(fmt::format("MSD at lag {}", steps), {arrays[0].value[k], arrays[0].standard_error[k]}, displacement,
                 0.03);
    expect_equal(fmt::format("activity correlation at lag {}", steps),
                 {arrays[1].value[k], arrays[1].standard_error[k]}, correlation(steps), 0.1);
  }
}

TEST(LagCurves, OfOrnsteinUhlenbeckParticlesAreExact) {
  active::Deck deck = bare_deck(2, 10000, 10.0, curve_time_step);
  deck.model = "active_ou";
  deck.dynamics["self_propulsion"] = 1.3;
  deck.dynamics["relaxation_rate"] = 0.5;
  deck.dynamics["translational_diffusion"] = 0.1;
  expect_lag_curves<2>(deck, [](int m) { return 2.0 * std::exp(-0.5 * m * curve_time_step); });
}

TEST(LagCurves, OfChiralParticlesAreExact) {
  active::Deck deck = bare_deck(2, 10000, 10.0, curve_time_step);
  deck.model = "active_brownian";
  deck.dynamics["self_propulsion"] = 1.3;
  deck.dynamics["rotational_diffusion"] = 0.3;
  deck.dynamics["chirality"] = 0.4;
  deck.dynamics["translational_diffusion"] = 0.1;
  expect_lag_curves<2>(
      deck, [](int m) { return std::exp(-0.3 * m * curve_time_step) * std::cos(0.4 * m * curve_time_step); });
}

}  // namespace
}  // namespace starling
