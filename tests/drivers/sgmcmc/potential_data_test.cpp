// The data of sampled potentials: what their hash covers, noise of labels, and what is refused.
#include <gtest/gtest.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/io/atomic_file.hpp"
#include "tests/drivers/sgmcmc/evaluated_potential.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling::sgmcmc {
namespace {

using namespace testing_support;

TEST(PotentialData, HashesAllThatTheFilesContribute) {
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
      changed([](PotentialData& of) { of.monitored[0].positions[5] += 1e-9; }),
      changed([](PotentialData& of) { of.monitored_labels[0][5] += 1e-9; }),
      changed([](PotentialData& of) { of.tested = false; }),
      changed([](PotentialData& of) { of.monitored.clear(); }),
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

TEST(PotentialData, LabelNoiseHasItsDeviationAndTheSeeds) {
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

/// Blocks of consecutive snapshots: those learned from at the beginning, those held out at the end.
TEST(PotentialData, HeldOutSnapshotsAreTheLastAndAreNotLearnedFrom) {
  const Communicator world(MPI_COMM_WORLD);
  PotentialSettings settings = small_settings();
  settings.label_noise = 0.0;
  settings.snapshots = 0;
  settings.test_file.clear();
  const PotentialData whole = read_potential_data({world, 7, "deck.ini"}, settings);
  ASSERT_EQ(whole.train.size(), 60U);
  EXPECT_FALSE(whole.tested) << "it is learned from";
  settings.held_out = 20;
  settings.test_snapshots = 2;
  const PotentialData parts = read_potential_data({world, 7, "deck.ini"}, settings);
  EXPECT_TRUE(parts.tested);
  ASSERT_EQ(parts.train.size(), 40U);
  EXPECT_EQ(parts.train.back().positions, whole.train[39].positions);
  ASSERT_EQ(parts.monitored.size(), 2U);
  EXPECT_EQ(parts.monitored[0].positions, whole.train[40].positions);
  EXPECT_EQ(parts.monitored[1].positions, whole.train[50].positions);
  EXPECT_EQ(parts.monitored_labels[1], whole.train[50].forces);
  EXPECT_NE(parts.potential.statistics[0].mean, whole.potential.statistics[0].mean);
}

TEST(PotentialData, TestForcesAreKnownWithNoiseOfTheirOwn) {
  const Communicator world(MPI_COMM_WORLD);
  PotentialSettings settings = small_settings();
  settings.test_snapshots = 40;
  settings.test_forces = 192;
  const Evaluated at(world, settings);
  const std::vector<KnownValue> known = at.target->known({});
  ASSERT_EQ(known.size(), 40U * 192U);
  const std::vector<std::string> functions = at.target->functions();
  const std::vector<double> training = read_potential_data({world, 7, "deck.ini"}, settings).train[0].forces;
  settings.label_noise = 0.0;
  const PotentialData clean = read_potential_data({world, 7, "deck.ini"}, settings);
  double square = 0.0, correlation = 0.0;
  for (std::size_t k = 0; k < known.size(); ++k) {
    EXPECT_EQ(known[k].value, clean.monitored[k / 192].forces[k % 192]);
    EXPECT_EQ(functions[known[k].function], fmt::format("force_{}", k));
    EXPECT_EQ(known[k].block, static_cast<std::int64_t>(k / 192));
    const double noise = (known[k].label - known[k].value) / 0.05;
    square += noise * noise;
    if (k < 192) correlation += noise * (training[k] - clean.train[0].forces[k]) / 0.05;
  }
  const auto n = static_cast<double>(known.size());
  EXPECT_NEAR(square / n, 1.0, 5.0 * std::sqrt(2.0 / n));
  EXPECT_NEAR(correlation / 192.0, 0.0, 5.0 / std::sqrt(192.0));
}

TEST(PotentialData, RefusesDataThatDoNotFit) {
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
  settings.test_snapshots = 41;
  EXPECT_TRUE(refusal(settings).starts_with("target.test_snapshots there are 40 in ")) << refusal(settings);
  settings = small_settings();
  settings.test_file.clear();
  settings.snapshots = 50;
  settings.held_out = 11;
  EXPECT_NE(refusal(settings).find("of which 11 are held out"), std::string::npos) << refusal(settings);
  settings.snapshots = std::numeric_limits<std::int64_t>::max();
  EXPECT_NE(refusal(settings).find("of which 11 are held out"), std::string::npos) << refusal(settings);
  settings.snapshots = 0;
  settings.held_out = 60;
  EXPECT_TRUE(refusal(settings).starts_with("target.held_out nothing would be left")) << refusal(settings);
  settings = small_settings();
  settings.functions_file = STARLING_SOURCE_DIR "/tests/engine/potentials/n2p2/input.nn";
  EXPECT_TRUE(refusal(settings).ends_with(": has functions of O H, the data have O")) << refusal(settings);
  settings = small_settings();
  settings.test_file = settings.file;
  settings.test_snapshots = 30;
  EXPECT_EQ(refusal(settings), "target.test_file configuration 1 is learned from");
  settings.teacher = true;
  EXPECT_EQ(refusal(settings), "(no failure)") << "what a teacher knows is known everywhere";
}

/// Two frames to learn from, of which one is taken, and two that are held out, of which the last has hydrogen.
TEST(PotentialData, FramesAreNamedByTheirNumberAndAtomsAreCountedOverTheFile) {
  const Communicator world(MPI_COMM_WORLD);
  const starling::testing_support::Folder folder(world);
  const auto file = folder.path() / "few.extxyz";
  starling::testing_support::on_root(world, [&] {
    std::string text;
    for (const char* last : {"O 3 0 0.1", "O 3 0.2 0", "O 3.1 0 0", "H 3 0 0"}) {
      text += "3\nLattice=\"13 0 0 0 13 0 0 0 13\" Properties=species:S:1:pos:R:3:forces:R:3\n";
      text += fmt::format("O 0 0 0 0 0 0\nO 0 3.2 0 0 0 0\n{} 0 0 0\n", last);
    }
    write_file_atomically(file, text);
  });
  PotentialSettings settings = small_settings();
  settings.file = file.string();
  settings.test_file.clear();
  settings.energy_noise_mean.reset();
  settings.virial_noise_mean.reset();
  settings.snapshots = 1;
  settings.held_out = 2;
  settings.test_snapshots = 2;
  const TargetPlace place{world, 7, "deck.ini"};
  try {
    (void)read_potential_data(place, settings);
    FAIL() << "not refused";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find(file.string() + ": configuration 4: "), std::string::npos)
        << failure.what();
  }
  settings.test_snapshots = 1;
  EXPECT_EQ(read_potential_data(place, settings).remarks,
            std::vector<std::string>{"there are fewer atoms of O (6) than symmetry functions (24)"});
}

TEST(PotentialData, ATestFileNeedsNoLabels) {
  const Communicator world(MPI_COMM_WORLD);
  const starling::testing_support::Folder folder(world);
  const auto file = folder.path() / "test.extxyz";
  starling::testing_support::on_root(
      world, [&] { write_file_atomically(file, "2\nLattice=\"13 0 0 0 13 0 0 0 13\"\nO 0 0 0\nO 3 0 0\n"); });
  PotentialSettings settings = small_settings();
  settings.test_file = file.string();
  const Evaluated at(world, settings);
  const auto functions = at.target->functions();
  EXPECT_NE(std::find(functions.begin(), functions.end(), "force_3"), functions.end());
  EXPECT_EQ(std::find(functions.begin(), functions.end(), "force_48"), functions.end());
}

}  // namespace
}  // namespace starling::sgmcmc
