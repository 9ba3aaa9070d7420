// Starts that overlap: pushed apart, to the same bits on any number of ranks.
#include <gtest/gtest.h>

#include <mpi.h>

#include <map>

#include "drivers/active/start/push_off.hpp"
#include "engine/population/records.hpp"
#include "kernels/forces/pair_observations.hpp"

namespace starling::active {
namespace {

Deck crowded(int dimension, Start start, double packing_fraction) {
  Deck deck;
  deck.dimension = dimension;
  deck.particles = 600;
  deck.radius = 0.5;
  deck.packing_fraction = packing_fraction;
  deck.start = start;
  deck.model = "brownian";
  deck.time_step = 1e-5;
  deck.dynamics["translational_diffusion"] = 1.0;
  deck.pair = "wca";
  return deck;
}

/// Positions and images of this rank's particles, by id.
template <int D>
std::map<std::int64_t, std::vector<double>> places(const Simulation<D>& simulation) {
  const std::vector<double> records = save_records(simulation.particles());
  const RecordLayout<D> layout = record_layout(simulation.particles());
  std::map<std::int64_t, std::vector<double>> found;
  for (std::size_t at = 0; at < records.size(); at += layout.size()) {
    const double* record = records.data() + at;
    std::vector<double>& place = found[static_cast<std::int64_t>(record[layout.id])];
    place.assign(record + layout.position, record + layout.position + D);
    place.insert(place.end(), record + layout.image, record + layout.image + D);
  }
  return found;
}

double closest_pair(const std::map<std::int64_t, std::vector<double>>& all, int dimension, double edge) {
  double closest = edge * edge;
  for (auto one = all.begin(); one != all.end(); ++one) {
    for (auto other = std::next(one); other != all.end(); ++other) {
      double squared = 0.0;
      for (int d = 0; d < dimension; ++d) {
        const double apart = minimum_image(one->second[d] - other->second[d], edge);
        squared += apart * apart;
      }
      closest = std::min(closest, squared);
    }
  }
  return std::sqrt(closest);
}

template <int D>
void expect_apart_and_alike(const Deck& deck) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  Deck described = deck;
  Schema schema("active", "");
  describe(schema, described);
  Simulation<D> together(world, deck);
  Simulation<D> reference(alone, deck);
  const double edge = together.box().edge[0];
  EXPECT_LT(closest_pair(places(reference), D, edge), 0.9);
  EXPECT_EQ(push_off(schema, together), push_off(schema, reference));
  const auto expected = places(reference);
  EXPECT_GE(closest_pair(expected, D, edge), 0.9);
  const auto found = places(together);
  EXPECT_EQ(world.sum(static_cast<std::int64_t>(found.size())), deck.particles);
  for (const auto& [id, place] : found) EXPECT_EQ(place, expected.at(id)) << "particle " << id;
}

TEST(PushOff, LeavesNoOverlapOnAnyNumberOfRanks) {
  expect_apart_and_alike<2>(crowded(2, Start::uniform, 0.5));
  expect_apart_and_alike<2>(crowded(2, Start::blob, 0.3));
  expect_apart_and_alike<3>(crowded(3, Start::blob, 0.2));
}

TEST(PushOff, DoesNotDependOnTheSkin) {
  const Communicator alone(MPI_COMM_SELF);
  Deck deck = crowded(2, Start::uniform, 0.4);
  Schema schema("active", "");
  describe(schema, deck);
  Simulation<2> one(alone, deck);
  deck.skin = 0.05;
  Simulation<2> other(alone, deck);
  EXPECT_EQ(push_off(schema, one), push_off(schema, other));
  EXPECT_EQ(places(one), places(other));
}

TEST(PushOff, IsOnlyForStartsAndForcesThatNeedIt) {
  Deck deck = crowded(2, Start::lattice, 0.5);
  EXPECT_FALSE(needs_push_off(deck));
  deck.start = Start::uniform;
  EXPECT_TRUE(needs_push_off(deck));
  deck.pair = "harmonic";
  EXPECT_FALSE(needs_push_off(deck));
}

TEST(PushOff, SaysThatABoxIsTooFull) {
  const Communicator world(MPI_COMM_WORLD);
  Deck deck = crowded(1, Start::uniform, 1.3);
  deck.particles = 20;
  Schema schema("active", "");
  describe(schema, deck);
  Simulation<1> simulation(world, deck);
  EXPECT_THROW(push_off(schema, simulation), Failure);
}

}  // namespace
}  // namespace starling::active
