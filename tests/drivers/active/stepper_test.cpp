// A stepper takes the same steps in one go, in pieces, and with observations in between.
#include "engine/domain/stepper.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include "drivers/active/simulation.hpp"
#include "engine/population/id_order.hpp"
#include "engine/population/records.hpp"
#include "engine/run/particle_phases.hpp"

namespace starling::active {
namespace {

Deck crowd_deck() {
  Deck deck;
  deck.particles = 300;
  deck.packing_fraction = 0.5;
  deck.time_step = 0.1;
  deck.dynamics["self_propulsion"] = 0.05;
  deck.dynamics["relaxation_rate"] = 1e-2;
  deck.pair = "softplus";
  deck.force["steepness"] = 7.5;
  deck.force["cutoff"] = 3.5;
  deck.displacement_lag = 0;
  return deck;
}

/// A population that is advanced from step `first` to each of `stops`, settled for lists of `reach` there if that is not
/// negative.
std::vector<double> state_after(const Communicator& communicator, const Deck& deck, std::uint32_t replica,
                                const std::vector<std::int64_t>& stops, double reach, std::int64_t first = 0) {
  PhaseTimer timer(particle_phases().labels);
  Simulation<2> simulation(communicator, deck, replica);
  Stepper stepper(simulation, timer, simulation.skin_tuner(), first);
  for (const std::int64_t stop : stops) {
    stepper.advance(stop);
    EXPECT_EQ(stepper.step(), stop);
    if (reach >= 0.0) stepper.settle(reach);
  }
  stepper.settle(0.0);
  const int width = record_layout(simulation.particles()).size();
  return rows_by_id(communicator, save_records(simulation.particles()), width, deck.particles);
}

TEST(Stepper, BlocksAndObservationsDoNotChangeBits) {
  const Communicator world(MPI_COMM_WORLD);
  const Deck deck = crowd_deck();
  const std::vector<double> at_once = state_after(world, deck, 0, {150}, -1.0);
  EXPECT_EQ(state_after(world, deck, 0, {1, 2, 3, 50, 50, 91, 150}, -1.0), at_once);
  EXPECT_EQ(state_after(world, deck, 0, {10, 11, 77, 150}, 0.0), at_once);
  EXPECT_EQ(state_after(world, deck, 0, {10, 11, 77, 150}, 5.0), at_once);
}

TEST(Stepper, ReplicasHaveNoiseOfTheirOwn) {
  const Communicator world(MPI_COMM_WORLD);
  EXPECT_NE(state_after(world, crowd_deck(), 0, {10}, -1.0), state_after(world, crowd_deck(), 1, {10}, -1.0));
}

TEST(Stepper, GoesBeyondWhatThirtyTwoBitsCount) {
  const Communicator world(MPI_COMM_WORLD);
  const Deck deck = crowd_deck();
  constexpr std::int64_t many = std::int64_t{1} << 32;
  const std::vector<double> at_once = state_after(world, deck, 0, {many + 20}, -1.0, many - 20);
  EXPECT_EQ(state_after(world, deck, 0, {many - 1, many, many + 3, many + 20}, 0.0, many - 20), at_once);
  EXPECT_NE(state_after(world, deck, 0, {many + 20}, -1.0, many), state_after(world, deck, 0, {20}, -1.0))
      << "the noise comes again";
}

}  // namespace
}  // namespace starling::active
