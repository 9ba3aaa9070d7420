// Runs of the md job against what is known of them: free atoms, conserved energy, pressure, and atoms that run away.
#include <gtest/gtest.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>

#include "drivers/md/molecular_run.hpp"
#include "engine/run/particle_phases.hpp"
#include "engine/statistics/mean_and_error.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::md {
namespace {

Deck water_deck() {
  Deck deck;
  deck.samples = STARLING_SOURCE_DIR "/inputs/data/mw_draws.h5";
  deck.draws = 1;
  deck.start_file = STARLING_SOURCE_DIR "/inputs/data/mw64_test.extxyz";
  deck.masses = {18.015};
  deck.temperature = 298.15;
  deck.time_step = 5.0;
  deck.friction = 0.005;
  deck.steps = 100000;
  return deck;
}

/// Atoms that feel nothing, anywhere in a wide box: a network of zeros, and no repulsion. (They would still be put down if two
/// came within 0.1 Angstrom, which is rare in so thin a gas.)
Model free_model(const Communicator& world, const Deck& deck) {
  Model model = make_model(world, deck);
  model.potentials.potential.repulsion.strength = 0.0;
  std::fill(model.potentials.draws[0].parameters.begin(), model.potentials.draws[0].parameters.end(), 0.0);
  for (double& edge : model.box.edge) edge *= 6.0;
  model.volume *= 216.0;
  return model;
}

void expect_mean(const std::vector<double>& samples, double exact, double largest_error, const std::string& what) {
  const MeanAndError found = mean_and_error(samples);
  EXPECT_NEAR(found.mean, exact, 4.5 * found.error) << what;
  EXPECT_LT(found.error, largest_error) << what;
}

/// Independent runs of 20 steps from anywhere.
TEST(MolecularDynamics, OfFreeAtomsIsAnIdealGas) {
  const Communicator world(MPI_COMM_WORLD);
  Deck deck = water_deck();
  deck.replicate = {2, 2, 2};
  deck.largest_displacement = 5.0;
  Model model = free_model(world, deck);
  deck.radial_range = 30.0;
  deck.radial_bins = 4;
  deck.angular_cutoff = 14.0;
  deck.angular_bins = 6;
  PhaseTimer timer(particle_phases().labels);
  Measurement measurement(deck, model);
  std::vector<double> temperature;
  std::vector<std::vector<double>> radial(4);
  std::vector<std::vector<double>> angular(6);
  const double ideal = 512.0 * 1.380649e-23 * deck.temperature / (model.volume * 1e-30) / 1e5;
  for (std::uint32_t run = 0; run < 30; ++run) {
    for (std::size_t k = 0; k < model.start.size(); ++k)
      model.start[k] = model.box.edge[k % 3] * random::uniform(static_cast<std::uint32_t>(k), random::make_key(4, run),
                                                               0, random::Purpose::initial_position, 0);
    System system(world, deck, model, run, 0, nullptr);
    Stepper stepper(system, timer, system.skin_tuner(), 0);
    stepper.advance(20);
    stepper.settle(measurement.reach());
    ASSERT_FALSE(stepper.ended());
    const Sample sample = measurement.measure(system);
    EXPECT_EQ(sample.scalars[0], 0.0);
    temperature.push_back(sample.scalars[1]);
    EXPECT_NEAR(sample.scalars[2], ideal, 1e-6 * ideal);
    for (std::size_t b = 0; b < 4; ++b) radial[b].push_back(sample.radial[b]);
    for (std::size_t b = 0; b < 6; ++b) angular[b].push_back(sample.angular[b]);
  }
  // BAOAB draws free velocities from their law at every step.
  expect_mean(temperature, deck.temperature, 3.0, "temperature");
  for (std::size_t b = 0; b < 4; ++b) expect_mean(radial[b], 1.0, b == 0 ? 0.07 : 0.015, fmt::format("g, bin {}", b));
  for (std::size_t b = 0; b < 6; ++b) {
    // sin(theta) / 2 per radian.
    const double low = M_PI * static_cast<double>(b) / 6.0;
    const double exact = 0.5 * (std::cos(low) - std::cos(low + M_PI / 6.0)) / 30.0;
    expect_mean(angular[b], exact, 0.045 * exact, fmt::format("angles, bin {}", b));
  }
}

/// Of the total energy per atom over a piece of 0.8 ps without friction: its standard deviation.
double energy_spread(const Communicator& world, double time_step) {
  Deck deck = water_deck();
  deck.friction = 0.0;
  deck.time_step = time_step;
  const Model model = make_model(world, deck);
  PhaseTimer timer(particle_phases().labels);
  System system(world, deck, model, 0, 0, nullptr);
  Stepper stepper(system, timer, system.skin_tuner(), 0);
  Measurement measurement(deck, model);
  double sum = 0.0;
  double squares = 0.0;
  double first = 0.0;
  constexpr int samples = 40;
  for (int k = 0; k < samples; ++k) {
    stepper.advance(static_cast<std::int64_t>(std::lround(20.0 * (k + 1) / time_step)));
    stepper.settle(0.0);
    const Sample sample = measurement.measure(system);
    const double energy = sample.scalars[0] + 1.5 * 8.617333262e-5 * sample.scalars[1];
    if (k == 0) first = energy;
    sum += energy - first;
    squares += (energy - first) * (energy - first);
  }
  EXPECT_FALSE(stepper.ended());
  return std::sqrt(squares / samples - sum * sum / samples / samples);
}

TEST(MolecularDynamics, ConservesEnergyToSecondOrder) {
  const Communicator world(MPI_COMM_WORLD);
  const double fine = energy_spread(world, 2.0);
  const double coarse = energy_spread(world, 4.0);
  EXPECT_LT(coarse, 5e-4) << "eV per atom";
  EXPECT_NEAR(std::log2(coarse / fine), 2.0, 0.35);
}

/// dE/ds of positions and box scaled by s is -tr W at s = 1.
TEST(MolecularDynamics, PressureIsTheSlopeOfTheEnergy) {
  const Communicator world(MPI_COMM_WORLD);
  const Deck deck = water_deck();
  const Model model = make_model(world, deck);
  const auto scaled = [&](double factor) {
    Model other = model;
    for (double& edge : other.box.edge) edge *= factor;
    for (double& x : other.start) x *= factor;
    other.volume *= factor * factor * factor;
    System system(world, deck, other, 0, 0, nullptr);
    Measurement measurement(deck, other);
    system.rebuild(0, measurement.reach());
    return measurement.measure(system);
  };
  constexpr double h = 1e-4;
  const double energy_slope = 64.0 * (scaled(1.0 + h).scalars[0] - scaled(1.0 - h).scalars[0]) / (2.0 * h);
  constexpr double bar = 1.602176634e6;
  const double expected = bar * (64.0 * 8.617333262e-5 * deck.temperature - energy_slope / 3.0) / model.volume;
  EXPECT_NEAR(scaled(1.0).scalars[2], expected, 1e-4 * std::abs(bar * energy_slope / model.volume) + 1e-2);
}

TEST(MolecularDynamics, FramesAndPressuresWithoutABathHaveTheKineticTemperature) {
  const Communicator world(MPI_COMM_WORLD);
  const Deck deck = water_deck();
  Deck alone = deck;
  alone.friction = 0.0;
  const Model model = make_model(world, deck);
  PhaseTimer timer(particle_phases().labels);
  System system(world, deck, model, 0, 0, nullptr);
  Stepper stepper(system, timer, system.skin_tuner(), 0);
  stepper.advance(5);
  stepper.settle(0.0);
  const Sample with_bath = Measurement(deck, model).measure(system);
  const Sample without = Measurement(alone, model).measure(system);
  double squares = 0.0;
  for (const double v : system.full_step_velocity().values) squares += v * v;
  MPI_Allreduce(MPI_IN_PLACE, &squares, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  constexpr double k = 8.617333262145e-5;
  const double temperature = 18.015 * squares / (9.648533212e-3 * 3.0 * 64.0 * k);
  EXPECT_NEAR(with_bath.scalars[1], temperature, 1e-9 * temperature);
  EXPECT_GT(std::abs(temperature - deck.temperature), 1.0);
  const double difference = 1.602176634e6 * 64.0 * k * (temperature - deck.temperature) / model.volume;
  EXPECT_NEAR(without.scalars[2] - with_bath.scalars[2], difference, 1e-6 * std::abs(difference));
}

TEST(MolecularDynamics, PutsDownWhatBlowsUp) {
  const Communicator world(MPI_COMM_WORLD);
  Deck deck = water_deck();
  deck.largest_displacement = 0.06;
  const Model model = make_model(world, deck);
  PhaseTimer timer(particle_phases().labels);
  MolecularRun run(deck, model, {world, timer, 0, 0}, nullptr);
  std::vector<TableRow> rows;
  run.advance_to(5000, rows);
  run.settle(true);
  ASSERT_TRUE(run.finished());
  ASSERT_TRUE(run.system().blown_up());
  EXPECT_EQ(run.system().blown_up()->step, run.done());
  run.observe(rows);
  EXPECT_TRUE(rows.empty());
  const MemberState state = run.save();
  EXPECT_TRUE(
      std::all_of(state.columns[0].values.begin(), state.columns[0].values.end(), [](double x) { return x == 0.0; }));
  const std::int64_t step = run.done();
  run.advance_to(6000, rows);
  EXPECT_EQ(run.done(), step);
}

}  // namespace
}  // namespace starling::md
