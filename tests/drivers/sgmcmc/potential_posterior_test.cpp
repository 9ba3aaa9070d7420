// The posterior energy of a potential against its formula, and forms of it that are wrong.
#include <gtest/gtest.h>
#include <mpi.h>

#include <cmath>

#include "tests/drivers/sgmcmc/evaluated_potential.hpp"
#include "tests/engine/potentials/small_potential.hpp"

namespace starling::sgmcmc {
namespace {

using namespace testing_support;

/// U by its formula, from what the potential predicts and the labels as they were read; members are forms of it that are wrong.
struct WrittenOut {
  bool jacobian = true;
  bool exponential_prior = true;
  bool batch_scale = true;
  bool repulsion = true;
  double spread = 0.0;
  int virial_components = 6;

  [[nodiscard]] double of(const PotentialSettings& settings, const PotentialData& data,
                          const std::vector<double>& point, const std::vector<std::size_t>& batch) const {
    const std::vector<double> weights(point.begin(), point.end() - 3);
    const double u[3] = {point.end()[-3], point.end()[-2], point.end()[-1]};
    const double means[3] = {settings.noise_mean, settings.energy_noise_mean.value(),
                             settings.virial_noise_mean.value()};
    potentials::Potential potential = data.potential;
    if (!repulsion) potential.repulsion.strength = 0.0;
    double sum = 0.0;
    for (const std::size_t item : batch) {
      const AtomicConfiguration& labels = data.train[item];
      const auto given = potentials::testing_support::predictions(potential, weights, {labels}).front();
      const auto add = [&](double value, double label, int kind) {
        sum += (value - label) * (value - label) / (2.0 * std::exp(2.0 * u[kind])) + u[kind];
      };
      for (std::size_t k = 0; k < 3 * labels.atoms(); ++k) add(given.forces[k], labels.forces[k], 0);
      add(given.energy, labels.energy.value(), 1);
      for (std::size_t k = 0; k < 9; ++k) {
        if (k / 3 <= k % 3 || virial_components == 9) add(given.virial[k], labels.virial.value()[k], 2);
      }
    }
    if (batch_scale) sum *= static_cast<double>(data.train.size()) / static_cast<double>(batch.size());
    for (const double w : weights) sum += w * w / (2.0 * spread * spread);
    for (int kind = 0; kind < 3; ++kind) {
      if (exponential_prior) sum += std::exp(u[kind]) / means[kind];
      if (jacobian) sum -= u[kind];
    }
    return sum;
  }
};

TEST(PotentialPosterior, TheEnergyIsTheFormulaWrittenOut) {
  const Communicator world(MPI_COMM_WORLD);
  for (const bool linear : {false, true}) {
    PotentialSettings settings = small_settings();
    settings.linear = linear;
    const Evaluated at(world, settings);
    const PotentialData data = read_potential_data({world, 7, "deck.ini"}, settings);
    const std::vector<double> energies = at.energies(at.points, {2, 0});
    for (std::size_t chain = 0; chain < 2; ++chain) {
      const auto begin = at.points.begin() + static_cast<std::ptrdiff_t>(chain) * at.parameters;
      const std::vector<double> point(begin, begin + at.parameters);
      const std::vector<std::size_t> batch =
          chain == 0 ? std::vector<std::size_t>{2, 0} : std::vector<std::size_t>{0, 1, 2};
      WrittenOut right;
      right.spread = settings.spread;
      const auto difference = [&](const auto& change) {
        WrittenOut form = right;
        change(form);
        return std::abs(form.of(settings, data, point, batch) / energies[chain] - 1.0);
      };
      constexpr double tolerance = 1e-12;
      EXPECT_LT(difference([](WrittenOut&) {}), tolerance);
      EXPECT_GT(difference([](WrittenOut& form) { form.jacobian = false; }), 10.0 * tolerance);
      EXPECT_GT(difference([](WrittenOut& form) { form.exponential_prior = false; }), 10.0 * tolerance);
      EXPECT_GT(difference([](WrittenOut& form) { form.virial_components = 9; }), 10.0 * tolerance);
      EXPECT_GT(difference([](WrittenOut& form) { form.spread = 1.0; }), 10.0 * tolerance);
      EXPECT_GT(difference([](WrittenOut& form) { form.repulsion = false; }), 10.0 * tolerance);
      if (chain == 0) {
        EXPECT_GT(difference([](WrittenOut& form) { form.batch_scale = false; }), 10.0 * tolerance);
      }
    }
  }
}

/// (u - log m)^2 / 2 d^2 in place of the exponential prior, on which all else is the same.
TEST(PotentialPosterior, ANormalPriorOfTheNoiseIsTheFormulaWrittenOut) {
  const Communicator world(MPI_COMM_WORLD);
  PotentialSettings settings = small_settings();
  settings.energy_noise_mean.reset();
  settings.virial_noise_mean.reset();
  const Evaluated at(world, settings);
  const std::vector<double> exponential = at.energies(at.points, {});
  constexpr double median = 0.04;
  constexpr double deviation = 0.3;
  settings.noise_median = median;
  settings.noise_spread = deviation;
  const std::vector<double> normal = Evaluated(world, settings).energies(at.points, {});
  for (std::size_t chain = 0; chain < 2; ++chain) {
    const double u = at.points[(chain + 1) * static_cast<std::size_t>(at.parameters) - 1];
    const double rest = exponential[chain] - (std::exp(u) / settings.noise_mean - u);
    const double apart = u - std::log(median);
    const auto difference = [&](double prior) { return std::abs((rest + prior) / normal[chain] - 1.0); };
    constexpr double tolerance = 1e-12;
    const double right = apart * apart / (2.0 * deviation * deviation);
    EXPECT_LT(difference(right), tolerance);
    EXPECT_GT(difference(right - u), 10.0 * tolerance) << "with a Jacobian";
    EXPECT_GT(difference(apart * apart / (2.0 * deviation)), 10.0 * tolerance) << "with the deviation for its square";
    EXPECT_GT(difference(2.0 * right), 10.0 * tolerance) << "without the half";
  }
}

/// Residuals of 1e-6 eV/Angstrom, whose squares in eV^2/Angstrom^2 would be cut after six digits by a sum that reaches to 2^60.
TEST(PotentialPosterior, SmallResidualsKeepTheirDigits) {
  const Communicator world(MPI_COMM_WORLD);
  PotentialSettings settings = small_settings();
  settings.energy_noise_mean.reset();
  settings.virial_noise_mean.reset();
  settings.repulsion_strength = 0.0;
  const TargetPlace place{world, 7, "deck.ini"};
  PotentialData data = read_potential_data(place, settings);
  const Evaluated at(world, settings);
  std::vector<double> point(at.points.begin(), at.points.begin() + at.parameters);
  constexpr double noise = 1e-6;
  point.back() = std::log(noise);
  const std::vector<double> weights(point.begin(), point.end() - 1);
  double expected = noise / settings.noise_mean - point.back();
  for (const double w : weights) expected += w * w / (2.0 * settings.spread * settings.spread);
  for (AtomicConfiguration& labels : data.train) {
    const auto given = potentials::testing_support::predictions(data.potential, weights, {labels}).front();
    for (std::size_t k = 0; k < given.forces.size(); ++k) {
      labels.forces[k] = given.forces[k] - noise * std::sin(static_cast<double>(k));
      const double rest = (given.forces[k] - labels.forces[k]) / noise;
      expected += 0.5 * rest * rest + point.back();
    }
  }
  const auto target = make_potential_target(place, settings, data);
  const auto on_device = device_copy("point", point);
  const std::vector<ChainRequest> request = {{random::make_key(3, 0, 0), 0, {}, true}};
  std::vector<double> energy(1);
  target->energy({on_device.data(), 1, at.parameters}, request, energy);
  EXPECT_NEAR(energy[0], expected, 1e-7);
}

}  // namespace
}  // namespace starling::sgmcmc
