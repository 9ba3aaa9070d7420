// Chains that learn forces of their own: what made these, priors, and the same bits in any company.
#include <gtest/gtest.h>
#include <mpi.h>

#include <cmath>

#include "tests/drivers/sgmcmc/evaluated_potential.hpp"

namespace starling::sgmcmc {
namespace {

using namespace testing_support;

PotentialSettings teacher_settings() {
  PotentialSettings settings = small_settings();
  settings.teacher = true;
  settings.label_noise = 0.0;
  settings.energy_noise_mean.reset();
  settings.virial_noise_mean.reset();
  settings.noise_median = 0.05;
  settings.noise_spread = 0.3;
  return settings;
}

/// At the chain's start residuals are the noise alone, normal with the start's own scale; labels of the file play no part.
TEST(Teacher, LabelsAreForcesOfTheStartWithItsNoise) {
  const Communicator world(MPI_COMM_WORLD);
  const Evaluated at(world, teacher_settings());
  const std::vector<double> energies = at.energies(at.points, {});
  const double components = 3.0 * 192.0;
  double others = 0.0;
  for (std::size_t chain = 0; chain < 2; ++chain) {
    const double* const point = at.points.data() + static_cast<std::ptrdiff_t>(chain) * at.parameters;
    const double u = point[at.parameters - 1];
    double rest = components * u + std::pow((u - std::log(0.05)) / 0.3, 2) / 2.0;
    for (std::int64_t k = 0; k + 1 < at.parameters; ++k) rest += point[k] * point[k] / (2.0 * 1.3 * 1.3);
    const double squares = 2.0 * (energies[chain] - rest);
    EXPECT_NEAR(squares / components, 1.0, 5.0 * std::sqrt(2.0 / components));
    others += squares;
  }
  // Under each other's labels the residuals are differences of two potentials.
  std::vector<double> exchanged(at.points.begin() + at.parameters, at.points.end());
  exchanged.insert(exchanged.end(), at.points.begin(), at.points.begin() + at.parameters);
  const std::vector<double> wrong = at.energies(exchanged, {});
  EXPECT_GT(wrong[0] + wrong[1] - energies[0] - energies[1], 0.5 * others);
}

TEST(Teacher, TheStartIsADrawFromThePrior) {
  const Communicator world(MPI_COMM_WORLD);
  const Evaluated at(world, teacher_settings());
  double sum = 0.0, square = 0.0;
  constexpr double count = 2000.0;
  for (std::uint32_t chain = 0; chain < 2000; ++chain) {
    const double u = (at.target->start(random::make_key(3, 0, chain)).back() - std::log(0.05)) / 0.3;
    sum += u;
    square += u * u;
  }
  EXPECT_NEAR(sum / count, 0.0, 5.0 / std::sqrt(count));
  EXPECT_NEAR(square / count, 1.0, 5.0 * std::sqrt(2.0 / count));
}

TEST(Teacher, GradientsAreSlopesOfTheEnergy) {
  const Communicator world(MPI_COMM_WORLD);
  const Evaluated at(world, teacher_settings());
  const std::vector<double> gradients = at.gradients({2, 0});
  for (std::size_t k = 0; k < gradients.size(); k += 13) {
    const auto slope = [&](std::size_t place) {
      const auto energy = [&](double h) {
        std::vector<double> moved = at.points;
        moved[place] += h;
        return at.energies(moved, {2, 0})[place / static_cast<std::size_t>(at.parameters)];
      };
      constexpr double h = 1e-4;
      const double near = (energy(h) - energy(-h)) / (2.0 * h);
      const double far = (energy(2.0 * h) - energy(-2.0 * h)) / (4.0 * h);
      return near + (near - far) / 3.0;
    };
    for (const std::size_t place : {k, gradients.size() - 1}) {
      EXPECT_NEAR(gradients[place], slope(place), 1e-6 * std::abs(slope(place)) + 1e-5) << place;
    }
  }
}

/// Functions at the start are what is known; and a chain's labels are its key's, whoever was asked for before.
TEST(Teacher, BitsAreTheKeysAlone) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone = world.split(world.rank());
  const Evaluated shared(world, teacher_settings());
  const Evaluated single(alone, teacher_settings());
  const auto second_first = [&](const Evaluated& of) {
    const auto on_device =
        device_copy("point", std::vector<double>(of.points.begin() + of.parameters, of.points.end()));
    const ChainRequest request{random::make_key(3, 0, 1), 0, {}, true};
    std::vector<double> energy(1);
    of.target->energy({on_device.data(), 1, of.parameters}, std::span(&request, 1), energy);
    return energy[0];
  };
  const double energy = second_first(single);
  EXPECT_EQ(energy, shared.energies(shared.points, {})[1]);
  EXPECT_EQ(shared.gradients({0, 2}), single.gradients({0, 2}));
  EXPECT_EQ(shared.energies(shared.points, {}), single.energies(single.points, {}));
  const std::vector<KnownValue> known = single.target->known(random::make_key(3, 0, 1));
  ASSERT_EQ(known.size(), single.target->functions().size());
  EXPECT_EQ(known[0].value, single.points.back());
  EXPECT_EQ(single.target->functions().back(), "forces_square");
  double square = 0.0;
  for (std::size_t k = 2; k < 6; ++k) square += known[k].value * known[k].value / 4.0;
  EXPECT_NEAR(known.back().value, square, 1e-12 * square);
}

}  // namespace
}  // namespace starling::sgmcmc
