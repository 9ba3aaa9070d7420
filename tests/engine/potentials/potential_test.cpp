// Potentials against finite differences: forces and virials of energies, gradients of losses; and Newton's third law.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/potentials/small_potential.hpp"

namespace starling::potentials {
namespace {

using namespace testing_support;

class EveryKind : public testing::TestWithParam<std::tuple<const char*, const char*>> {
 protected:
  Potential potential_ = small_potential(std::get<0>(GetParam()), std::get<1>(GetParam()));
  AtomicConfiguration configuration_ = two_elements(24);

  void SetUp() override { potential_.statistics = statistics_of(potential_, {configuration_}, "test"); }

  [[nodiscard]] double energy(const AtomicConfiguration& of) const {
    return predictions(potential_, any_parameters(potential_), {of}).front().energy;
  }
  /// (f(h) - f(-h)) / 2h with the next order removed.
  template <class Function>
  static double slope(const Function& f, double h) {
    const double near = (f(h) - f(-h)) / (2.0 * h);
    const double far = (f(2.0 * h) - f(-2.0 * h)) / (4.0 * h);
    return near + (near - far) / 3.0;
  }
};

TEST_P(EveryKind, ForcesAreSlopesOfTheEnergyAndAddUpToZero) {
  const auto here = predictions(potential_, any_parameters(potential_), {configuration_}).front();
  double total[3] = {};
  for (std::size_t k = 0; k < here.forces.size(); ++k) total[k % 3] += here.forces[k];
  for (const double sum : total) EXPECT_NEAR(sum, 0.0, 1e-12);
  for (std::size_t k = 0; k < here.forces.size(); k += 5) {
    const double force = -slope(
        [&](double h) {
          AtomicConfiguration moved = configuration_;
          moved.positions[k] += h;
          return energy(moved);
        },
        1e-4);
    EXPECT_NEAR(here.forces[k], force, 1e-8) << k;
  }
}

TEST_P(EveryKind, TheVirialIsTheSlopeOfTheEnergyByStrain) {
  const auto here = predictions(potential_, any_parameters(potential_), {configuration_}).front();
  for (std::size_t axis = 0; axis < 3; ++axis) {
    // A stretched axis: dE/d(strain) = -W.
    const double by_strain = slope(
        [&](double h) {
          AtomicConfiguration stretched = configuration_;
          stretched.edge[axis] *= 1.0 + h;
          for (std::size_t i = 0; i < stretched.atoms(); ++i) stretched.positions[3 * i + axis] *= 1.0 + h;
          return energy(stretched);
        },
        1e-5);
    EXPECT_NEAR(here.virial[4 * axis], -by_strain, 1e-7);
  }
  for (std::size_t k = 0; k < 9; ++k) EXPECT_NEAR(here.virial[k], here.virial[k % 3 * 3 + k / 3], 1e-12);
}

TEST_P(EveryKind, GradientsAreSlopesOfTheLoss) {
  DevicePotential device(potential_);
  const ConfigurationSet set(potential_, device, {configuration_}, Storage::f64, "test");
  SnapshotSweep sweep(device, set);
  const LossWeights weights{3.0, 0.7, 0.2};
  const std::vector<double> parameters = any_parameters(potential_);
  const auto loss = [&](const std::vector<double>& at, double* gradient) {
    const auto on_device = device_copy("parameters", at);
    sweep.set_parameters({on_device.data(), 1, 0});
    const auto squares = sweep.losses({{0, 0}}, {weights}, gradient).front();
    return 0.5 * (weights.force * squares[0] + weights.energy * squares[1] + weights.virial * squares[2]);
  };
  const DeviceArray<double> on_device("gradient", parameters.size());
  loss(parameters, on_device.data());
  const std::vector<double> gradient = host_copy(on_device);
  double largest = 0.0;
  for (const double g : gradient) largest = std::max(largest, std::abs(g));
  for (std::size_t k = 0; k < parameters.size(); k += 7) {
    const double by_k = slope(
        [&](double h) {
          std::vector<double> moved = parameters;
          moved[k] += h;
          return loss(moved, nullptr);
        },
        1e-4);
    EXPECT_NEAR(gradient[k], by_k, 1e-8 * largest) << k;
  }
}

INSTANTIATE_TEST_SUITE_P(Potentials, EveryKind,
                         testing::Combine(testing::Values("cosine", "tanh_cubed", "polynomial"),
                                          testing::Values("tanh", "softplus", "silu")));

TEST(Potential, StorageChangesAsMuchAsItSays) {
  Potential potential = small_potential("polynomial", "tanh");
  // More atoms than go through a network together, and rows of elements that are not.
  const std::vector<AtomicConfiguration> configurations = {two_elements(24), two_elements(200)};
  potential.statistics = statistics_of(potential, configurations, "test");
  const std::vector<double> parameters = any_parameters(potential);
  const auto gradient = [&](Storage storage) {
    DevicePotential device(potential);
    const ConfigurationSet set(potential, device, configurations, storage, "test");
    SnapshotSweep sweep(device, set);
    const auto on_device = device_copy("parameters", parameters);
    sweep.set_parameters({on_device.data(), 1, 0});
    const DeviceArray<double> out("gradient", 2 * parameters.size());
    const auto squares = sweep.losses({{0, 1}, {0, 0}}, {LossWeights{1.0, 1.0, 1.0}}, out.data());
    EXPECT_GT(squares[0][0], 0.0);
    return host_copy(out);
  };
  const std::vector<double> stored = gradient(Storage::f64);
  EXPECT_EQ(stored, gradient(Storage::recompute));
  const std::vector<double> rounded = gradient(Storage::f32);
  EXPECT_NE(stored, rounded);
  double largest = 0.0;
  for (const double g : stored) largest = std::max(largest, std::abs(g));
  for (std::size_t k = 0; k < stored.size(); ++k) EXPECT_NEAR(stored[k], rounded[k], 1e-6 * largest);
}

TEST(Potential, RefusesConfigurationsThatDoNotFit) {
  const Potential potential = small_potential("cosine", "tanh");
  const auto refusal = [&](const AtomicConfiguration& configuration) -> std::string {
    try {
      (void)statistics_of(potential, {configuration}, "data.file");
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "(no failure)";
  };
  AtomicConfiguration small = two_elements(6);
  small.edge[1] = 8.3;
  EXPECT_EQ(refusal(small),
            "data.file: configuration 1: an edge of the box is 8.3, less than twice the potential's reach of 4.2");
  AtomicConfiguration strange = two_elements(6);
  strange.elements[2] = "Xe";
  EXPECT_EQ(refusal(strange), "data.file: configuration 1: the potential does not know the element Xe");
  AtomicConfiguration twice = two_elements(6);
  for (std::size_t axis = 0; axis < 3; ++axis) twice.positions[3 + axis] = twice.positions[axis];
  EXPECT_EQ(refusal(twice),
            "data.file: configuration 1: atoms 1 and 2 are 0 Angstrom apart: less than 0.1 is not taken");
  AtomicConfiguration near = twice;
  near.positions[3] += 0.05;
  EXPECT_EQ(refusal(near),
            "data.file: configuration 1: atoms 1 and 2 are 0.05 Angstrom apart: less than 0.1 is not taken");
  AtomicConfiguration lonely = two_elements(1);
  EXPECT_EQ(refusal(lonely), "data.file: there is no atom of the element H");
}

/// 64 atoms on a cubic lattice: every function is a constant, but for rounding.
AtomicConfiguration lattice() {
  AtomicConfiguration configuration;
  configuration.edge = {11.1, 11.1, 11.1};
  for (int k = 0; k < 64; ++k) {
    configuration.elements.emplace_back("O");
    for (const int at : {k % 4, k / 4 % 4, k / 16}) configuration.positions.push_back(11.1 / 4.0 * at);
  }
  return configuration;
}

TEST(Potential, RefusesFunctionsThatAreConstant) {
  Potential potential;
  potential.elements = {"O"};
  potential.functions = {{0, SymmetryFunction::Kind::radial, 5.0, 0.3, 0.0, 1, 1, 0, 0}};
  put_in_order(potential, "test");
  potential.statistics = {{}};
  AtomicConfiguration moved = lattice();
  moved.positions[0] += 0.01;
  for (const Scaling scaling : {Scaling::deviation, Scaling::range, Scaling::centred_range}) {
    potential.scaling = scaling;
    try {
      (void)statistics_of(potential, {lattice()}, "data.file");
      FAIL() << "not refused";
    } catch (const Failure& failure) {
      EXPECT_STREQ(failure.what(),
                   "data.file: symmetry function 1 of O has the same value for every atom, and so cannot be scaled");
    }
    EXPECT_GT(statistics_of(potential, {moved}, "data.file").front().smallest, 0.1);
  }
  potential.scaling = Scaling::none;
  const FunctionStatistics constant = statistics_of(potential, {lattice()}, "data.file").front();
  // What a test of spreads against 0 would have let through.
  EXPECT_GT(constant.deviation, 0.0);
  EXPECT_LT(constant.deviation, 1e-12 * constant.largest);
}

}  // namespace
}  // namespace starling::potentials
