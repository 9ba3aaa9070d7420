// The vectors of the physics, of particles and of their neighbours, and who these are have the same bits on any number of
// ranks.
#include "engine/comm/even_split.hpp"
#include "engine/io/rows.hpp"
#include "engine/population/id_order.hpp"
#include "tests/drivers/score/small_system.hpp"

namespace starling::active {
namespace {

using namespace testing_support;

constexpr std::int64_t most_neighbours = 40;

/// Of each owned particle its id, vectors, both matrices, its place in an external force, its filters, and of its neighbours id, drive and
/// velocity, in rows of `width`.
template <int D>
struct FeatureRows {
  static constexpr int numbers =
      score::physics_vectors * D + 2 * SymmetricMatrix<D>::entries + score::place_numbers<D> + score::filter_numbers<D>;
  static constexpr int neighbour_numbers = 1 + 2 * D;
  static constexpr int width = 1 + numbers + neighbour_numbers * static_cast<int>(most_neighbours);

  std::vector<double> rows;

  FeatureRows(const Communicator& communicator, const Deck& deck) {
    Simulation<D> simulation(communicator, deck);
    const double range = 1.4 * simulation.model().diameter;
    simulation.rebuild(0, range);
    simulation.compute_forces();
    std::string why;
    ScoreFeatures<D> features;
    const ScorePhysics physics = *score_physics(simulation.model(), why);
    features.compute(simulation, physics, range);
    features.compute_filters(simulation, physics, some_filters(2));
    const Particles<D>& particles = simulation.particles();
    const auto ids = to_host<std::int32_t>(particles.id(), particles.ghost_first() + particles.ghosts());
    const auto configuration = features.configuration();
    for (std::int64_t i = 0; i < features.particles(); ++i) add(configuration, ids, i);
  }

 private:
  void add(const score::Configuration<D>& of, const std::vector<std::int32_t>& ids, std::int64_t i) {
    rows.push_back(ids[static_cast<std::size_t>(i)]);
    for (int k = 0; k < score::physics_vectors; ++k) {
      double vector[D];
      of.physics.load(k, i, vector);
      rows.insert(rows.end(), vector, vector + D);
    }
    for (double* const matrix : {of.physics.stiffness, of.physics.squared_stiffness}) {
      const SymmetricMatrix<D> loaded = of.physics.matrix(matrix, i);
      rows.insert(rows.end(), loaded.entry, loaded.entry + SymmetricMatrix<D>::entries);
    }
    for (int k = 0; k < score::place_numbers<D>; ++k) {
      rows.push_back(of.physics.place_number(i, k));
    }
    const float* const filters = of.physics.filter + i * score::filter_numbers<D>;
    rows.insert(rows.end(), filters, filters + score::filter_numbers<D>);
    const std::int64_t first = of.rows.first[i];
    const std::int64_t count = of.rows.first[i + 1] - first;
    ASSERT_LE(count, most_neighbours);
    for (std::int64_t k = 0; k < most_neighbours; ++k) {
      if (k >= count) {
        rows.insert(rows.end(), neighbour_numbers, -1.0);
        continue;
      }
      const std::int32_t neighbour = of.rows.neighbour[first + k];
      rows.push_back(ids[static_cast<std::size_t>(neighbour)]);
      for (const int which : {score::drive, score::velocity}) {
        double vector[D];
        of.physics.load(which, neighbour, vector);
        rows.insert(rows.end(), vector, vector + D);
      }
    }
  }
};

template <int D>
void expect_same_features_on_any_ranks(const std::string& model, std::int64_t particles) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  const Deck deck = crowd<D>(model, particles);
  constexpr int width = FeatureRows<D>::width;
  const auto together = rows_by_id(world, FeatureRows<D>(world, deck).rows, width, particles);
  const auto expected = rows_by_id(alone, FeatureRows<D>(alone, deck).rows, width, particles);
  const RowBlock share = rows_of(particles, world);
  ASSERT_EQ(static_cast<std::int64_t>(together.size()), share.count * width);
  std::int64_t neighbours = 0;
  for (std::int64_t k = 0; k < share.count * width; ++k) {
    const double here = together[static_cast<std::size_t>(k)];
    ASSERT_EQ(here, expected[static_cast<std::size_t>(share.first * width + k)])
        << model << " in " << D << "-D, particle " << share.first + k / width << ", number " << k % width;
    const std::int64_t behind = k % width - FeatureRows<D>::numbers - 1;
    if (behind >= 0 && behind % FeatureRows<D>::neighbour_numbers == 0 && here >= 0.0) ++neighbours;
  }
  EXPECT_GT(neighbours, share.count);  // there are rows to get wrong
}

TEST(ScoreFeatures, AreTheSameOnAnyRanks) {
  expect_same_features_on_any_ranks<1>("active_ou", 90);
  expect_same_features_on_any_ranks<2>("active_ou", 150);
  expect_same_features_on_any_ranks<2>("active_brownian", 150);
  expect_same_features_on_any_ranks<3>("active_ou", 200);
}

}  // namespace
}  // namespace starling::active
