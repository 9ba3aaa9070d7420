// Runs of the md job against what is known of them: free atoms, conserved energy, pressure, and atoms that run away.
#include <gtest/gtest.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>

#include "drivers/md/molecular_run.hpp"
#include "engine/run/particle_phases.hpp"

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

/// Atoms that feel nothing: a network of zeros, and no repulsion.
Model free_model(const Communicator& world, const Deck& deck) {
  Model model = make_model(world, deck);
  model.potentials.potential.repulsion.strength = 0.0;
  std::fill(model.potentials.draws[0].parameters.begin(), model.potentials.draws[0].parameters.end(), 0.0);
  return model;
}

TEST(MolecularDynamics, OfFreeAtomsIsAnIdealGas) {
  const Communicator world(MPI_COMM_WORLD);
  Deck deck = water_deck();
  deck.largest_displacement = 5.0;
  deck.observe_every = 100;
  deck.radial_bins = 4;
  deck.angular_bins = 6;
  const Model model = free_model(world, deck);
  PhaseTimer timer(particle_phases().labels);
  System system(world, deck, model, 0, 0, nullptr);
  Stepper stepper(system, timer, system.skin_tuner(), 0);
  Measurement measurement(deck, model);
  ArrayAverage scalars(3);
  ArrayAverage radial(4);
  ArrayAverage angular(6);
  for (std::int64_t step = 500; step <= 60000; step += 100) {
    stepper.advance(step);
    stepper.settle(measurement.reach());
    const Sample sample = measurement.measure(system);
    EXPECT_EQ(sample.scalars[0], 0.0);
    scalars.push(sample.scalars);
    radial.push(sample.radial);
    angular.push(sample.angular);
  }
  // BAOAB draws free velocities from their law at every step.
  const auto temperature = *scalars.entry(1).estimate();
  EXPECT_NEAR(scalars.entry(1).mean(), deck.temperature, 4.0 * temperature.error);
  EXPECT_LT(temperature.error, 3.0);
  const double ideal = 64.0 * 1.380649e-23 * deck.temperature / (model.volume * 1e-30) / 1e5;
  EXPECT_NEAR(scalars.entry(2).mean(), ideal, 1e-6 * ideal);
  // The first bin has few pairs; the start, a liquid's, is forgotten after the first observations.
  for (std::size_t b = 1; b < 4; ++b)
    EXPECT_NEAR(radial.entry(b).mean(), 1.0, 4.5 * radial.entry(b).estimate()->error + 0.004) << b;
  // Angles of an ideal gas: sin(theta) / 2 per radian.
  for (std::size_t b = 0; b < 6; ++b) {
    const double low = M_PI * static_cast<double>(b) / 6.0;
    const double exact = 0.5 * (std::cos(low) - std::cos(low + M_PI / 6.0)) / 30.0;
    EXPECT_NEAR(angular.entry(b).mean(), exact, 4.5 * angular.entry(b).estimate()->error + 2e-5) << b;
  }
}

/// Of the total energy per atom over a piece of 1.2 ps without friction: its standard deviation.
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
  constexpr int samples = 60;
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
  EXPECT_TRUE(std::all_of(state.columns[0].values.begin(), state.columns[0].values.end(), [](double x) { return x == 0.0; }));
  const std::int64_t step = run.done();
  run.advance_to(6000, rows);
  EXPECT_EQ(run.done(), step);
}

}  // namespace
}  // namespace starling::md
