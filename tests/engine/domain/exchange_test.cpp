// Migration and halo against a population that every rank knows in full.
#include <gtest/gtest.h>

#include <set>

#include "engine/domain/halo.hpp"
#include "engine/domain/migration.hpp"
#include "tests/engine/domain/crowd.hpp"

namespace starling {
namespace {

using namespace testing_support;

template <int D>
Decomposition<D> decompose(const Communicator& world, const Box<D>& box, const Particles<D>& particles) {
  const auto position = to_host<double>(particles.now().position, particles.owned() * packed_stride<D>);
  return Decomposition<D>(world, box, position);
}

/// Every particle is somewhere once, whole, and where it belongs.
template <int D>
void expect_complete(const Communicator& world, const Decomposition<D>& decomposition, const Particles<D>& particles,
                     const std::vector<double>& all) {
  const std::vector<double> mine = save_records(particles);
  const auto size = static_cast<std::size_t>(record_layout(particles).size());
  for (std::size_t at = 0; at < mine.size(); at += size) {
    ASSERT_TRUE(contains(decomposition.regions()[static_cast<std::size_t>(world.rank())], mine.data() + at + 1));
  }
  const std::vector<double> gathered = gather(world, mine);
  const auto count = static_cast<std::int64_t>(all.size()) / packed_stride<D>;
  ASSERT_EQ(gathered.size(), static_cast<std::size_t>(count) * size);
  std::vector<bool> seen(static_cast<std::size_t>(count), false);
  for (std::size_t at = 0; at < gathered.size(); at += size) {
    const auto id = static_cast<std::int64_t>(gathered[at]);
    ASSERT_TRUE(id >= 0 && id < count);
    ASSERT_FALSE(seen[static_cast<std::size_t>(id)]) << "particle " << id << " twice";
    seen[static_cast<std::size_t>(id)] = true;
    const auto expected = record_of<D>(record_layout(particles), all, id);
    ASSERT_TRUE(std::equal(expected.begin(), expected.end(), gathered.begin() + static_cast<std::ptrdiff_t>(at)));
  }
}

template <int D>
void migrate_back_and_forth(const Box<D>& box, int activity_components, bool origins) {
  const Communicator world(MPI_COMM_WORLD);
  const int last = world.size() - 1;
  for (const Holder& holder : {Holder([&](std::int64_t id) { return static_cast<int>(id % world.size()); }),
                               Holder([&](std::int64_t) { return last; })}) {
    const auto first = crowd<D>(box, 700, Shape::uniform, 5);
    Particles<D> particles = share_of<D>(world, first, activity_components, origins, holder);
    const Decomposition<D> decomposition = decompose(world, box, particles);
    migrate(world, decomposition, particles);
    expect_complete(world, decomposition, particles, first);
    // Everybody moves at once, then all into one region, then out of it again.
    for (const Shape shape : {Shape::clustered, Shape::point, Shape::uniform}) {
      const auto next = crowd<D>(box, 700, shape, 6);
      set_positions(particles, next);
      migrate(world, decomposition, particles);
      expect_complete(world, decomposition, particles, next);
    }
  }
}

TEST(Migration, KeepsThePopulationOnALine) { migrate_back_and_forth<1>({{9.0}}, 1, false); }
TEST(Migration, KeepsThePopulationInThePlane) { migrate_back_and_forth<2>({{9.0, 5.0}}, 2, true); }
TEST(Migration, KeepsThePopulationInSpace) { migrate_back_and_forth<3>({{9.0, 5.0, 7.0}}, 3, true); }
TEST(Migration, KeepsPassiveParticles) { migrate_back_and_forth<3>({{9.0, 5.0, 7.0}}, 0, false); }

template <int D>
void expect_halo(const Communicator& world, const Decomposition<D>& decomposition, const Box<D>& box, double radius,
                 const Particles<D>& particles, const std::vector<double>& all) {
  const Region<D>& mine = decomposition.regions()[static_cast<std::size_t>(world.rank())];
  const std::int64_t end = particles.ghost_first() + particles.ghosts();
  const auto id = to_host<std::int32_t>(particles.id(), end);
  const auto position = to_host<double>(particles.now().position, end * packed_stride<D>);
  std::set<std::int32_t> ghosts;
  for (std::int64_t i = particles.ghost_first(); i < end; ++i) {
    const std::int32_t ghost = id[static_cast<std::size_t>(i)];
    ASSERT_TRUE(ghosts.insert(ghost).second) << "ghost " << ghost << " twice";
    for (int d = 0; d < D; ++d) {
      ASSERT_EQ(position[static_cast<std::size_t>(i * packed_stride<D> + d)],
                all[static_cast<std::size_t>(ghost * packed_stride<D> + d)]);
    }
  }
  for (std::size_t at = 0; at < all.size(); at += packed_stride<D>) {
    const auto here = static_cast<std::int32_t>(at / packed_stride<D>);
    const double away = std::sqrt(squared_distance(all.data() + at, mine, box));
    if (contains(mine, all.data() + at) || away > radius * (1.0 + 1e-9)) {
      ASSERT_EQ(ghosts.count(here), 0u) << "needless ghost " << here << " at distance " << away;
    } else if (away < radius * (1.0 - 1e-9)) {
      ASSERT_EQ(ghosts.count(here), 1u) << "no ghost " << here << " at distance " << away;
    }
  }
}

template <int D>
void build_halos(const Box<D>& box, const std::vector<double>& radii) {
  const Communicator world(MPI_COMM_WORLD);
  for (const Shape shape : {Shape::uniform, Shape::clustered, Shape::point}) {
    const auto all = crowd<D>(box, 600, shape, 9);
    Particles<D> particles =
        share_of<D>(world, all, 1, false, [&](std::int64_t id) { return static_cast<int>(id % world.size()); });
    const Decomposition<D> decomposition = decompose(world, box, particles);
    migrate(world, decomposition, particles);
    particles.fill_padding();
    Halo<D> halo(world);
    for (const double radius : radii) {
      halo.build(decomposition, box, radius, particles);
      expect_halo(world, decomposition, box, radius, particles, all);
    }
    // Ghosts follow their originals, and carry their numbers.
    auto moved = all;
    for (double& x : moved) x = 0.999 * x;
    set_positions(particles, moved);
    halo.update(particles);
    const std::int64_t end = particles.ghost_first() + particles.ghosts();
    const auto id = to_host<std::int32_t>(particles.id(), end);
    const auto position = to_host<double>(particles.now().position, end * packed_stride<D>);
    std::vector<std::int32_t> values(static_cast<std::size_t>(end), -1);
    for (std::int64_t i = 0; i < particles.owned(); ++i) {
      values[static_cast<std::size_t>(i)] = 3 * id[static_cast<std::size_t>(i)];
    }
    EXPECT_EQ(halo.update_values(particles, values), particles.ghosts() > 0);
    EXPECT_FALSE(halo.update_values(particles, values));
    for (std::int64_t i = particles.ghost_first(); i < end; ++i) {
      const std::int32_t ghost = id[static_cast<std::size_t>(i)];
      ASSERT_EQ(values[static_cast<std::size_t>(i)], 3 * ghost);
      for (int d = 0; d < D; ++d) {
        ASSERT_EQ(position[static_cast<std::size_t>(i * packed_stride<D> + d)],
                  moved[static_cast<std::size_t>(ghost * packed_stride<D> + d)]);
      }
    }
  }
}

constexpr double everything = std::numeric_limits<double>::infinity();

TEST(Halo, HoldsWhatIsNearOnALine) { build_halos<1>({{10.0}}, {0.5, 2.0, 4.9, everything}); }
TEST(Halo, HoldsWhatIsNearInThePlane) { build_halos<2>({{10.0, 6.0}}, {0.5, 2.0, 2.99, everything}); }
TEST(Halo, HoldsWhatIsNearInSpace) { build_halos<3>({{10.0, 6.0, 7.0}}, {0.5, 2.0, 2.99, everything}); }

}  // namespace
}  // namespace starling
