// Potentials as targets: their gradients are slopes of their energies, whatever the labels and batches; and the same bits on any ranks.
#include <gtest/gtest.h>
#include <mpi.h>

#include <cmath>
#include <limits>
#include <span>

#include "engine/io/atomic_file.hpp"
#include "tests/drivers/sgmcmc/evaluated_potential.hpp"
#include "tests/engine/io/folder.hpp"

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

/// The functions of an eta have G(+1,2) - G(-1,2) = G(+1,1) - G(-1,1), so that a quarter of the weights is determined by the
/// prior alone, which a spread of 1e8 leaves below the digits of the equations.
TEST(PotentialTarget, EquationsWithoutACholeskyFactorAreRefused) {
  const Communicator world(MPI_COMM_WORLD);
  const starling::testing_support::Folder folder(world);
  const auto file = folder.path() / "input.nn";
  std::string text = "number_of_elements 1\nelements O\ncutoff_type 1\n";
  for (const char* eta : {"0.01", "0.05", "0.1", "0.3"}) {
    for (const char* shape : {"1 1", "-1 1", "1 2", "-1 2"}) {
      text += fmt::format("symfunction_short O 9 O O {} {} 5 0\n", eta, shape);
    }
  }
  starling::testing_support::on_root(world, [&] { write_file_atomically(file, text); });
  PotentialSettings settings = small_settings();
  settings.linear = true;
  settings.functions_file = file.string();
  settings.energy_noise_mean.reset();
  settings.virial_noise_mean.reset();
  settings.whitened_noise = 0.05;
  const std::vector<std::string> remarks = Evaluated(world, settings).target->remarks();
  ASSERT_EQ(remarks.size(), 1U);
  EXPECT_NE(remarks[0].find("symmetry functions of O depend linearly on each other"), std::string::npos) << remarks[0];
  EXPECT_TRUE(Evaluated(world, small_settings()).target->remarks().empty()) << "of mw24";
  settings.spread = 1e8;
  try {
    const Evaluated at(world, settings);
    FAIL() << "not refused";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.key(), "target.whitened_noise");
    EXPECT_NE(std::string(failure.what()).find("no Cholesky factor"), std::string::npos);
  }
}

}  // namespace
}  // namespace starling::sgmcmc
