// Potentials as targets: their gradients are slopes of their energies, whatever the labels and batches; and the same bits on any ranks.
#include <gtest/gtest.h>
#include <mpi.h>

#include <cmath>
#include <limits>
#include <span>

#include "tests/drivers/sgmcmc/evaluated_potential.hpp"

namespace starling::sgmcmc {
namespace {

using namespace testing_support;

TEST(PotentialTarget, GradientsAreSlopesOfTheEnergy) {
  const Communicator world(MPI_COMM_WORLD);
  for (const char* kind : {"network", "linear", "whitened"}) {
    PotentialSettings settings = small_settings();
    settings.linear = kind != std::string("network");
    if (kind == std::string("whitened")) {
      settings.whitened_noise = 0.05;
      settings.energy_noise_mean.reset();
      settings.virial_noise_mean.reset();
    }
    const Evaluated at(world, settings);
    const std::vector<std::int64_t> batch = {2, 0};
    const std::vector<double> gradients = at.gradients(batch);
    for (std::size_t k = 0; k < gradients.size(); k += k % 5 == 0 ? 3 : 7) {
      const auto energy = [&](double h) {
        std::vector<double> moved = at.points;
        moved[k] += h;
        return at.energies(moved, batch)[k / static_cast<std::size_t>(at.parameters)];
      };
      constexpr double h = 1e-4;
      const double near = (energy(h) - energy(-h)) / (2.0 * h);
      const double far = (energy(2.0 * h) - energy(-2.0 * h)) / (4.0 * h);
      const double slope = near + (near - far) / 3.0;
      EXPECT_NEAR(gradients[k], slope, 1e-7 * std::abs(slope) + 1e-11 * std::abs(energy(0.0))) << k;
    }
    EXPECT_NE(gradients.back(), 0.0);
  }
}

/// Of batches that are asked for together, each is rounded by its own size.
TEST(PotentialTarget, NoOtherChainsBatchShows) {
  const Communicator world(MPI_COMM_WORLD);
  const Evaluated at(world, small_settings());
  const std::vector<double> mixed = at.energies(at.points, {1});
  const auto on_device = device_copy("points", at.points);
  std::vector<double> alone(1);
  const std::vector<std::int64_t> batch = {1};
  const std::vector<ChainRequest> both = Evaluated::requests(batch);
  at.target->energy({on_device.data(), 1, at.parameters}, std::span(both).first(1), alone);
  EXPECT_EQ(mixed[0], alone[0]);
}

TEST(PotentialTarget, HasTheSameBitsOnAnyRanksAndOfRecomputedFunctions) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone = world.split(world.rank());
  PotentialSettings settings = small_settings();
  const Evaluated shared(world, settings);
  settings.storage = potentials::Storage::recompute;
  const Evaluated single(alone, settings);
  const std::vector<std::int64_t> batch = {1, 2};
  EXPECT_EQ(shared.gradients(batch), single.gradients(batch));
  EXPECT_EQ(shared.energies(shared.points, batch), single.energies(single.points, batch));
  EXPECT_EQ(shared.target->data_hash(), single.target->data_hash());
  EXPECT_LT(single.target->bytes(), shared.target->bytes());
}

TEST(PotentialTarget, OfAPointThatIsNotFiniteIsNotFinite) {
  const Communicator world(MPI_COMM_WORLD);
  Evaluated at(world, small_settings());
  at.points[3] = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> energies = at.energies(at.points, {});
  EXPECT_TRUE(std::isnan(energies[0]));
  EXPECT_TRUE(std::isfinite(energies[1]));
  EXPECT_TRUE(std::isnan(at.gradients({}).front()));
}

}  // namespace
}  // namespace starling::sgmcmc
