// Potentials as targets: their gradients are slopes of their energies, whatever the labels and batches; and the same bits on any ranks.
#include <gtest/gtest.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>

#include "drivers/sgmcmc/targets/potential/potential_target.hpp"
#include "engine/comm/rank_groups.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/random/key.hpp"

namespace starling::sgmcmc {
namespace {

const std::string folder = std::string(STARLING_SOURCE_DIR) + "/inputs/data/";

PotentialSettings small_settings() {
  PotentialSettings settings;
  settings.file = folder + "mw64_train.extxyz";
  settings.test_file = folder + "mw64_test.extxyz";
  settings.snapshots = 3;
  settings.label_noise = 0.05;
  settings.hidden = {5, 4};
  settings.energy_noise_mean = 0.2;
  settings.virial_noise_mean = 0.3;
  settings.repulsion_strength = 0.01;
  settings.repulsion_range = 2.4;
  settings.repulsion_cutoff = 3.0;
  settings.spread = 1.3;
  return settings;
}

/// A target over one group of ranks, and two points.
struct Evaluated {
  std::unique_ptr<Target> target;
  std::vector<double> points;
  std::int64_t parameters = 0;

  Evaluated(const Communicator& group, const PotentialSettings& settings) {
    const TargetPlace place{group, 7, "deck.ini"};
    target = make_potential_target(place, settings, read_potential_data(place, settings));
    parameters = target->layout().size();
    for (std::uint32_t chain = 0; chain < 2; ++chain) {
      const auto start = target->start(random::make_key(3, 0, chain));
      points.insert(points.end(), start.begin(), start.end());
    }
  }
  [[nodiscard]] static std::vector<ChainRequest> requests(const std::vector<std::int64_t>& batch) {
    return {{random::make_key(3, 0, 0), 0, batch, false}, {random::make_key(3, 0, 1), 0, {}, true}};
  }
  [[nodiscard]] std::vector<double> energies(const std::vector<double>& at,
                                             const std::vector<std::int64_t>& batch) const {
    const auto on_device = device_copy("points", at);
    std::vector<double> out(2);
    target->energy({on_device.data(), 2, parameters}, requests(batch), out);
    return out;
  }
  [[nodiscard]] std::vector<double> gradients(const std::vector<std::int64_t>& batch) const {
    const auto on_device = device_copy("points", points);
    const DeviceArray<double> out("gradients", points.size());
    target->gradient({on_device.data(), 2, parameters}, requests(batch), out.data());
    return host_copy(out);
  }
};

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

TEST(PotentialTarget, HashesAllThatTheFilesContribute) {
  const Communicator world(MPI_COMM_WORLD);
  const PotentialData data = read_potential_data({world, 7, "deck.ini"}, small_settings());
  const std::string hash = hash_of(data);
  EXPECT_EQ(hash_of(read_potential_data({world, 7, "deck.ini"}, small_settings())), hash);
  const auto changed = [&](auto&& change) {
    PotentialData other = data;
    change(other);
    return hash_of(other);
  };
  const std::vector<std::string> hashes = {
      hash,
      changed([](PotentialData& of) { of.train[1].positions[5] += 1e-9; }),
      changed([](PotentialData& of) { of.train[1].forces[5] += 1e-9; }),
      changed([](PotentialData& of) { of.train[2].edge[1] += 1e-9; }),
      changed([](PotentialData& of) { of.train[2].elements[0] = "H"; }),
      changed([](PotentialData& of) { of.train[2].energy = 0.0; }),
      changed([](PotentialData& of) { of.train[2].energy.reset(); }),
      changed([](PotentialData& of) { of.train[2].virial = std::array<double, 9>{}; }),
      changed([](PotentialData& of) { of.train[2].virial.reset(); }),
      changed([](PotentialData& of) { of.train.pop_back(); }),
      changed([](PotentialData& of) { of.test[0].positions[5] += 1e-9; }),
      changed([](PotentialData& of) { of.test.clear(); }),
      changed([](PotentialData& of) { of.potential.elements[0] = "H"; }),
      changed([](PotentialData& of) { of.potential.cutoff = "polynomial"; }),
      changed([](PotentialData& of) { of.potential.functions[3].centre = 1; }),
      changed([](PotentialData& of) { of.potential.functions[20].kind = potentials::SymmetryFunction::Kind::narrow; }),
      changed([](PotentialData& of) { of.potential.functions[3].radius += 1e-9; }),
      changed([](PotentialData& of) { of.potential.functions[3].eta += 1e-9; }),
      changed([](PotentialData& of) { of.potential.functions[3].shift += 1e-9; }),
      changed([](PotentialData& of) { of.potential.functions[20].zeta = 7; }),
      changed([](PotentialData& of) { of.potential.functions[20].lambda *= -1; }),
      changed([](PotentialData& of) { of.potential.functions[20].first = 1; }),
      changed([](PotentialData& of) { of.potential.functions[20].second = 1; }),
      changed([](PotentialData& of) { of.potential.statistics[3].smallest += 1e-9; }),
      changed([](PotentialData& of) { of.potential.statistics[3].largest += 1e-9; }),
      changed([](PotentialData& of) { of.potential.statistics[3].mean += 1e-9; }),
      changed([](PotentialData& of) { of.potential.statistics[3].deviation += 1e-9; }),
  };
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(hashes[i], hashes[j]) << "changes " << j << " and " << i;
  }
}

TEST(PotentialTarget, LabelNoiseHasItsDeviationAndTheSeeds) {
  const Communicator world(MPI_COMM_WORLD);
  PotentialSettings settings = small_settings();
  settings.snapshots = 60;
  const auto noisy = read_potential_data({world, 7, "deck.ini"}, settings).train;
  const auto other = read_potential_data({world, 8, "deck.ini"}, settings).train;
  settings.label_noise = 0.0;
  const auto clean = read_potential_data({world, 7, "deck.ini"}, settings).train;
  double square = 0.0, correlation = 0.0;
  std::int64_t count = 0;
  for (std::size_t c = 0; c < clean.size(); ++c) {
    for (std::size_t k = 0; k < clean[c].forces.size(); ++k, ++count) {
      const double noise = (noisy[c].forces[k] - clean[c].forces[k]) / 0.05;
      square += noise * noise;
      correlation += noise * (other[c].forces[k] - clean[c].forces[k]) / 0.05;
    }
  }
  // The mean square of n normal numbers has the standard error sqrt(2/n), the mean product of two of them 1/sqrt(n).
  const auto n = static_cast<double>(count);
  EXPECT_NEAR(square / n, 1.0, 5.0 * std::sqrt(2.0 / n));
  EXPECT_NEAR(correlation / n, 0.0, 5.0 / std::sqrt(n));
}

TEST(PotentialTarget, RefusesDataThatDoNotFit) {
  const Communicator world(MPI_COMM_WORLD);
  const auto refusal = [&](const PotentialSettings& settings) -> std::string {
    try {
      (void)read_potential_data({world, 1, "deck.ini"}, settings);
    } catch (const Failure& failure) {
      return failure.key() + " " + failure.what();
    }
    return "(no failure)";
  };
  PotentialSettings settings = small_settings();
  settings.snapshots = 61;
  EXPECT_TRUE(refusal(settings).starts_with("target.snapshots there are 60 in ")) << refusal(settings);
  settings = small_settings();
  settings.file = "none.extxyz";
  EXPECT_TRUE(refusal(settings).starts_with(" target.file = none.extxyz: there is no such file")) << refusal(settings);
  settings = small_settings();
  settings.repulsion_cutoff = 7.0;
  EXPECT_NE(refusal(settings).find("less than twice the potential's reach of 7"), std::string::npos)
      << refusal(settings);
  settings = small_settings();
  settings.functions_file = std::string(STARLING_SOURCE_DIR) + "/tests/engine/potentials/n2p2/input.nn";
  EXPECT_TRUE(refusal(settings).ends_with(": has functions of O H, the data have O")) << refusal(settings);
}

}  // namespace
}  // namespace starling::sgmcmc
