// Forces through decomposition, halo and lists: the bits of a plain sum over all pairs, whatever the settings.
#include "engine/domain/neighbourhood.hpp"

#include <gtest/gtest.h>

#include "engine/population/id_order.hpp"
#include "kernels/forces/pair_sweep.hpp"
#include "kernels/forces/registry.hpp"
#include "tests/engine/domain/crowd.hpp"

namespace starling {
namespace {

using namespace testing_support;

constexpr std::int64_t particles_in_all = 400;

template <int D, class Force>
std::vector<double> plain_forces(const Force& force, const Box<D>& box, const std::vector<double>& all) {
  std::vector<double> forces;
  for (std::size_t i = 0; i < particles_in_all; ++i) {
    double sum[D] = {};
    for (std::size_t j = 0; j < particles_in_all; ++j) {
      double apart[D];
      double r2 = 0.0;
      for (std::size_t d = 0; d < D; ++d) {
        apart[d] = minimum_image(all[i * packed_stride<D> + d] - all[j * packed_stride<D> + d], box.edge[d]);
        r2 = d == 0 ? apart[d] * apart[d] : math::fma(apart[d], apart[d], r2);
      }
      if (i == j || r2 == 0.0 || r2 >= force.cutoff * force.cutoff) continue;
      const double scale = force.force_over_distance(r2);
      for (int d = 0; d < D; ++d) sum[d] = math::fma(scale, apart[d], sum[d]);
    }
    forces.insert(forces.end(), sum, sum + D);
  }
  return forces;
}

/// The forces that this rank's particles feel, as rows by id.
template <int D, class Force>
void expect_forces(const Communicator& world, const Force& force, const Box<D>& box, Particles<D>& particles,
                   const Neighbourhood<D>& neighbourhood, const std::vector<double>& all) {
  const PairArrays<D> arrays{particles.now().position, particles.force(), particles.stride(), neighbourhood.list(),
                             box};
  sweep_pairs<D>(force, arrays, particles.owned());
  const auto swept = to_host<double>(particles.force(), D * particles.stride());
  const auto id = to_host<std::int32_t>(particles.id(), particles.owned());
  std::vector<double> rows;
  for (std::int64_t i = 0; i < particles.owned(); ++i) {
    rows.push_back(id[static_cast<std::size_t>(i)]);
    for (int d = 0; d < D; ++d) rows.push_back(swept[static_cast<std::size_t>(d * particles.stride() + i)]);
  }
  const auto sorted = rows_by_id(world, rows, 1 + D, particles_in_all);
  const auto plain = plain_forces(force, box, all);
  const RowBlock block = rows_of(particles_in_all, world);
  ASSERT_EQ(sorted.size(), static_cast<std::size_t>(block.count * (1 + D)));
  for (std::int64_t k = 0; k < block.count; ++k) {
    ASSERT_EQ(sorted[static_cast<std::size_t>(k * (1 + D))], static_cast<double>(block.first + k));
    for (int d = 0; d < D; ++d) {
      ASSERT_EQ(sorted[static_cast<std::size_t>(k * (1 + D) + 1 + d)],
                plain[static_cast<std::size_t>((block.first + k) * D + d)])
          << Force::name << " in " << D << "-D, particle " << block.first + k << ", component " << d;
    }
  }
}

/// All particles displaced by less than half the skin.
template <int D>
std::vector<double> jostle(const Box<D>& box, std::vector<double> all, double skin) {
  std::mt19937_64 random(31);
  std::uniform_real_distribution<double> step(-0.499 * skin / std::sqrt(D), 0.499 * skin / std::sqrt(D));
  for (std::size_t i = 0; i < all.size() / packed_stride<D>; ++i) {
    for (std::size_t d = 0; d < D; ++d) {
      double& x = all[i * packed_stride<D> + d];
      x = wrap(x + step(random), box.edge[d]).coordinate;
    }
  }
  return all;
}

template <int D, class Force>
void compare_with_plain_sums(const Force& force, const Box<D>& box) {
  const Communicator world(MPI_COMM_WORLD);
  const auto holder = [&](std::int64_t id) { return static_cast<int>(id % world.size()); };
  for (const Shape shape : {Shape::uniform, Shape::clustered}) {
    for (const double skin : {0.05, 0.4}) {
      for (const bool sort_storage : {false, true}) {
        NeighbourSettings settings;
        settings.cutoff = force.cutoff;
        settings.skin = skin;
        settings.sort_storage = sort_storage;
        settings.rebalance_every = 1;
        settings.rebalance_threshold = 1.0;
        auto all = crowd<D>(box, particles_in_all, shape, 12);
        Particles<D> particles = share_of<D>(world, all, 1, false, holder);
        Neighbourhood<D> neighbourhood(world, box, settings, particles);
        for (std::int64_t step = 0; step < 3; ++step) {
          neighbourhood.rebuild(particles, step);
          expect_forces(world, force, box, particles, neighbourhood, all);
          all = jostle(box, all, skin);
          set_positions(particles, all);
          neighbourhood.update_ghosts(particles);
          expect_forces(world, force, box, particles, neighbourhood, all);
        }
        // An observation may look further than the force; a jump lets every particle change hands.
        all = crowd<D>(box, particles_in_all, Shape::uniform, 13);
        set_positions(particles, all);
        neighbourhood.rebuild(particles, 9, force.cutoff + 0.7);
        if (std::isfinite(force.cutoff)) {
          EXPECT_DOUBLE_EQ(neighbourhood.list_radius(), force.cutoff + 0.7);
        }
        expect_forces(world, force, box, particles, neighbourhood, all);
      }
    }
  }
}

constexpr Softplus::Parameters parameters{{1.7, 2.0}, 7.5, 3.5};

TEST(Neighbourhood, GivesPlainSumsOnALine) { compare_with_plain_sums<1>(Softplus::from(parameters), {{30.0}}); }
TEST(Neighbourhood, GivesPlainSumsInThePlane) {
  compare_with_plain_sums<2>(Softplus::from(parameters), {{25.0, 31.0}});
}
TEST(Neighbourhood, GivesPlainSumsInASmallBox) { compare_with_plain_sums<2>(Softplus::from(parameters), {{8.5, 8.5}}); }
TEST(Neighbourhood, GivesPlainSumsInSpace) {
  compare_with_plain_sums<3>(Harmonic::from(parameters), {{9.0, 6.0, 7.5}});
}
TEST(Neighbourhood, GivesPlainSumsOverAllPairs) {
  compare_with_plain_sums<2>(Spring::from(parameters), {{25.0, 31.0}});
}

}  // namespace
}  // namespace starling
