// Motility-induced phase separation, in brief: swimmers with a long memory separate when there are enough of them.
#include <gtest/gtest.h>

#include "tests/physics/active/population.hpp"

namespace starling {
namespace {

using namespace testing_support;

/// Largest cluster over all particles, averaged from 1/gamma to 2/gamma.
double separated_fraction(const Communicator& alone, double packing_fraction, active::Start start) {
  constexpr std::int64_t particles = 1024;
  active::Deck deck = bare_deck(2, particles, std::sqrt(3.141592653589793 * particles / packing_fraction), 0.1);
  deck.start = start;
  deck.dynamics["self_propulsion"] = 0.025;
  deck.dynamics["relaxation_rate"] = 1e-4;
  deck.pair = "softplus";
  deck.force["steepness"] = 7.5;
  deck.force["cutoff"] = 3.5;
  deck.cluster_distance.reset();
  deck.largest_displacement = 1.0;
  Population<2> population(alone, deck);
  population.advance(100000);
  double sum = 0.0;
  for (int sample = 0; sample < 20; ++sample) {
    population.advance(5000);
    sum += population.moments().structure.largest_cluster_fraction / 20.0;
  }
  ::testing::Test::RecordProperty(fmt::format("phi {}", packing_fraction), fmt::format("{:.3f}", sum));
  return sum;
}

TEST(Separation, HappensWhenCrowdedAndNotWhenDilute) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone = world.split(world.rank());
  if (world.is_root()) {
    EXPECT_GT(separated_fraction(alone, 0.5, active::Start::blob), 0.6);
  }
  if (world.rank() == world.size() - 1) {
    EXPECT_LT(separated_fraction(alone, 0.1, active::Start::uniform), 0.2);
  }
}

}  // namespace
}  // namespace starling
