// Counts of pairs and probes against counting all of them, on any number of ranks; the search for two modes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "drivers/active/analysis/density.hpp"
#include "drivers/active/analysis/surroundings.hpp"
#include "engine/population/id_order.hpp"
#include "engine/population/records.hpp"

namespace starling::active {
namespace {

template <int D>
Deck gas(std::int64_t particles, double edge) {
  Deck deck;
  deck.dimension = D;
  deck.particles = particles;
  deck.box.assign(D, edge);
  deck.box[0] = 1.25 * edge;
  deck.model = "brownian";
  deck.dynamics["translational_diffusion"] = 1.0;
  deck.time_step = 0.01;
  deck.pair = "harmonic";
  deck.start = Start::uniform;
  return deck;
}

/// All positions by id, as every rank can work them out.
template <int D>
std::vector<double> all_positions(const Communicator& world, const Simulation<D>& simulation) {
  const auto records = save_records(simulation.particles());
  const int width = record_layout(simulation.particles()).size();
  std::vector<std::vector<std::byte>> outgoing(world.size());
  for (auto& message : outgoing) {
    const auto* bytes = reinterpret_cast<const std::byte*>(records.data());
    message.assign(bytes, bytes + records.size() * sizeof(double));
  }
  std::vector<double> positions(D * static_cast<std::size_t>(world.sum(simulation.particles().owned())));
  for (const auto& message : world.exchange(outgoing)) {
    const auto* row = reinterpret_cast<const double*>(message.data());
    for (std::size_t at = 0; at < message.size() / sizeof(double); at += width) {
      for (int d = 0; d < D; ++d) positions[D * static_cast<std::size_t>(row[at]) + d] = row[at + 1 + d];
    }
  }
  return positions;
}

/// The distance that the kernels see.
template <int D>
float fixed_distance(const analysis::FixedPoint<D>& fixed, const double* a, const double* b) {
  float r2 = 0.0F;
  for (int d = 0; d < D; ++d) {
    const float along = fixed.apart(fixed.of(a[d], d), fixed.of(b[d], d), d);
    r2 += along * along;
  }
  return std::sqrt(r2);
}

template <int D>
void expect_all_counted(double edge, double probe, double range, int steps) {
  const Communicator world(MPI_COMM_WORLD);
  const Deck deck = gas<D>(400, edge);
  Simulation<D> simulation(world, deck);
  simulation.rebuild(0);
  // Particles that have left their ranks' regions since the lists were built count, too.
  for (int step = 0; step < steps; ++step) {
    simulation.update_ghosts();
    simulation.compute_forces();
    static_cast<void>(simulation.advance(step, false));
    simulation.accept();
  }
  constexpr int bins = 25;
  Surroundings<D> surroundings(world);
  surroundings.count(simulation, probe, range, bins);
  const std::vector<double> positions = all_positions<D>(world, simulation);
  const auto fixed = analysis::FixedPoint<D>::of(simulation.box());
  std::vector<std::int64_t> pairs(bins, 0);
  std::vector<std::int32_t> within(deck.particles, 0);
  for (std::int64_t i = 0; i < deck.particles; ++i) {
    for (std::int64_t j = 0; j < deck.particles; ++j) {
      const float r = fixed_distance<D>(fixed, positions.data() + D * i, positions.data() + D * j);
      if (r * r < static_cast<float>(probe * probe)) ++within[i];
      const auto bin = static_cast<int>(r * static_cast<float>(bins / range));
      if (i != j && bin < bins) ++pairs[bin];
    }
  }
  EXPECT_EQ(surroundings.pairs(), pairs);
  const auto id = to_host<std::int32_t>(simulation.particles().id(), simulation.particles().owned());
  const auto found = to_host<std::int32_t>(surroundings.within(), simulation.particles().owned());
  int wrong = 0;
  // A root and a square may round a distance of exactly the radius to either side.
  for (std::size_t i = 0; i < id.size(); ++i) wrong += found[i] == within[id[i]] ? 0 : 1;
  EXPECT_LE(wrong, 1);
}

TEST(Surroundings, HoldEveryPairOnALine) { expect_all_counted<1>(300.0, 6.0, 20.0, 0); }
TEST(Surroundings, HoldEveryPairInThePlane) { expect_all_counted<2>(40.0, 3.0, 7.0, 5); }
TEST(Surroundings, HoldEveryPairOfASmallBox) { expect_all_counted<2>(10.0, 4.9, 5.0, 5); }
TEST(Surroundings, HoldEveryPairInSpace) { expect_all_counted<3>(16.0, 2.5, 3.5, 5); }
TEST(Surroundings, OfAShortRangeInALargeBoxAreEmpty) { expect_all_counted<2>(4000.0, 0.5, 1.0, 0); }

template <int D>
void expect_probes(double edge, double radius) {
  const Communicator world(MPI_COMM_WORLD);
  Deck deck = gas<D>(300, edge);
  deck.probe_radius = radius;
  Simulation<D> simulation(world, deck);
  simulation.rebuild(0);
  const ProbeHistogram histogram = ProbeCensus<D>().count(simulation);
  std::int64_t probes = 0;
  std::int64_t inside = 0;
  for (std::size_t n = 0; n < histogram.size(); ++n) {
    probes += histogram[n];
    inside += static_cast<std::int64_t>(n) * histogram[n];
  }
  double exact = 1.0;
  for (int d = 0; d < D; ++d) exact *= std::round(simulation.box().edge[d] / (0.5 * radius));
  EXPECT_EQ(static_cast<double>(probes), exact);
  // On average over where it is, a particle is in as many probes as fit into one's volume.
  double volume = 1.0;
  for (int d = 0; d < D; ++d) volume *= simulation.box().edge[d];
  const double mean = static_cast<double>(probes) * ball_volume(deck, radius) / volume;
  EXPECT_NEAR(static_cast<double>(inside) / static_cast<double>(deck.particles), mean, 0.03 * mean);
}

TEST(Probes, CoverTheLine) { expect_probes<1>(300.0, 6.0); }
TEST(Probes, CoverThePlane) { expect_probes<2>(40.0, 4.0); }
TEST(Probes, CoverSpace) { expect_probes<3>(16.0, 3.0); }

/// Probes whose counts are Poisson with a mean.
void add_poisson(ProbeHistogram& histogram, double mean, double probes) {
  double probability = std::exp(-mean);
  for (std::size_t n = 0; n < 100; ++n) {
    if (histogram.size() <= n) histogram.push_back(0);
    histogram[n] += static_cast<std::int64_t>(probes * probability + 0.5);
    probability *= mean / static_cast<double>(n + 1);
  }
}

TEST(Coexistence, IsNotSeenInOnePhase) {
  for (const double mean : {0.5, 3.6, 18.0, 40.0}) {
    ProbeHistogram histogram;
    add_poisson(histogram, mean, 3000.0);
    EXPECT_FALSE(coexisting_counts(histogram, mean).has_value()) << mean;
  }
  EXPECT_FALSE(coexisting_counts({0, 0, 7}, 2.0).has_value());
}

TEST(Coexistence, GivesTheDensitiesOfBothPhases) {
  ProbeHistogram histogram;
  add_poisson(histogram, 6.0, 2000.0);
  add_poisson(histogram, 40.0, 1000.0);
  const auto found = coexisting_counts(histogram, (6.0 * 2000.0 + 40.0 * 1000.0) / 3000.0);
  ASSERT_TRUE(found.has_value());
  EXPECT_NEAR(found->gas, 6.0, 0.6);
  EXPECT_NEAR(found->dense, 40.0, 1.5);
}

TEST(Coexistence, EndsAPhaseInTheValleyHoweverShallow) {
  ProbeHistogram histogram;
  add_poisson(histogram, 12.0, 2000.0);
  add_poisson(histogram, 40.0, 3000.0);
  for (std::size_t n = 12; n <= 40; ++n) histogram[n] += 120;  // probes across interfaces
  const auto found = coexisting_counts(histogram, 28.0);
  ASSERT_TRUE(found.has_value());
  EXPECT_NEAR(found->gas, 12.0, 5.0);
  EXPECT_NEAR(found->dense, 40.0, 5.0);
}

TEST(Coexistence, IsNotMadeOfAFewProbes) {
  ProbeHistogram histogram;
  add_poisson(histogram, 6.0, 2000.0);
  add_poisson(histogram, 40.0, 20.0);
  EXPECT_FALSE(coexisting_counts(histogram, 6.4).has_value());
}

}  // namespace
}  // namespace starling::active
