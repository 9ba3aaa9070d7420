// Network files that are refused: a sentence for each.
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "engine/io/atomic_file.hpp"
#include "tests/engine/learning/made_up_networks.hpp"

namespace starling::learning {
namespace {

using namespace testing_support;

class NetworkRefusals : public NetworkFolder {
 protected:
  [[nodiscard]] std::string refusal(const std::filesystem::path& file) const {
    try {
      static_cast<void>(read_network_file(world, file));
    } catch (const Failure& failure) {
      EXPECT_TRUE(failure.agreed());
      EXPECT_EQ(failure.code(), ExitCode::bad_input);
      EXPECT_NE(std::string(failure.what()).find(file.string()), std::string::npos) << failure.what();
      return failure.what();
    }
    return "(no failure)";
  }

  void expect_refused(const std::filesystem::path& file, const std::string& part) const {
    const std::string sentence = refusal(file);
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
  }

  void write_parts(const NetworkParts& parts) const {
    on_root(world, [&] { write_network_parts(path, parts); });
  }
};

TEST_F(NetworkRefusals, OfTheTestsAreSound) {
  write_parts({});
  EXPECT_EQ(read_network_file(world, path), made_up_networks());
}

TEST_F(NetworkRefusals, OtherFilesAreRefused) {
  on_root(world, [&] {
    write_file_atomically(folder.path() / "text", "not HDF5");
    write_file_atomically(folder.path() / "empty", "");
    auto other = hdf5::File::create_alone(folder.path() / "other.h5", 0);
    other.close();
  });
  expect_refused(folder.path() / "missing.h5", "there is no such file");
  expect_refused(folder.path(), "there is no such file");
  expect_refused(folder.path() / "text", "is not an HDF5 file");
  expect_refused(folder.path() / "empty", "is not an HDF5 file");
  expect_refused(folder.path() / "other.h5", "not a network of Starling's");
  write_parts({.format = 1});
  expect_refused(path, "has format 1, and this program reads format 2");
}

TEST_F(NetworkRefusals, CutShortOnesAreRefused) {
  write_network_file(world, path, made_up_networks());
  const auto bytes = std::filesystem::file_size(path);
  for (const std::uintmax_t left : {bytes - 1, bytes / 2, std::uintmax_t{600}}) {
    on_root(world, [&] {
      std::filesystem::remove(folder.path() / "cut.h5");
      std::filesystem::copy(path, folder.path() / "cut.h5");
      std::filesystem::resize_file(folder.path() / "cut.h5", left);
    });
    expect_refused(folder.path() / "cut.h5", "is cut short or damaged");
  }
}

/// Each byte of numbers and texts is under the checksum; others may be HDF5's own, and then some are of no consequence.
TEST_F(NetworkRefusals, ChangedBytesAreRefusedOrOfNoConsequence) {
  write_network_file(world, path, made_up_networks());
  const std::string sound = world.broadcast(world.is_root() ? read_text_file(path) : "");
  int refused = 0;
  for (std::size_t at = 0; at < sound.size(); at += 1 + sound.size() / 150) {
    std::string changed = sound;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    on_root(world, [&] { std::ofstream(folder.path() / "changed.h5", std::ios::binary) << changed; });
    try {
      EXPECT_EQ(read_network_file(world, folder.path() / "changed.h5"), made_up_networks()) << at;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::bad_input) << at;
      EXPECT_NE(std::string(failure.what()).find("changed.h5"), std::string::npos) << failure.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 10);
}

TEST_F(NetworkRefusals, MissingAndMisshapenPartsAreRefused) {
  write_parts({.left_out = "/physics"});
  expect_refused(path, "lacks the text '/physics'");
  write_parts({.left_out = "/parameters/activity/biases"});
  expect_refused(path, "lacks the parameters 'biases' of the network 'activity'");
  write_parts({.left_out = "/scales/position/spread"});
  expect_refused(path, "lacks the scales 'spread' of the network 'position'");
  write_parts({.shape_of_weights = {1, 4}});
  expect_refused(path, "parameters 'weights' of the network 'position'");
  expect_refused(path, "have shape 1 x 4 instead of 2 x 2");
  write_parts({.shape_of_weights = {4}});
  expect_refused(path, "have shape 4 instead of 2 x 2");
}

TEST_F(NetworkRefusals, BadTextsAreRefused) {
  write_parts({.layout = "{"});
  expect_refused(path, "the text '/layout' in the network file");
  write_parts({.layout = "{\"a\": 1}"});
  expect_refused(path, "is no layout");
  write_parts({.layout = R"([{"network": "a", "blocks": [{"name": "w", "rows": -1, "columns": 1, "spread": 0}],
                             "scales": []}])"});
  expect_refused(path, "there cannot be parameters 'w' of shape -1 x 1");
  write_parts({.layout = R"([{"network": "../a", "blocks": [], "scales": []}])"});
  expect_refused(path, "'../a' cannot be the name of a network");
  write_parts(
      {.layout = R"([{"network": "a", "blocks": [], "scales": [{"name": "s", "size": 9000000000000000000}]}])"});
  expect_refused(path, "is no layout");
}

TEST_F(NetworkRefusals, WhatIsNotFiniteIsRefused) {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    write_parts({.first_number = bad});
    expect_refused(path, "the parameters 'weights' of the network 'activity' in");
    expect_refused(path, "are not finite");
  }
}

TEST_F(NetworkRefusals, WrongChecksumsAreRefused) {
  write_parts({.first_number = 0.5, .checksum_knows = false});
  expect_refused(path, "its checksum is wrong");
}

}  // namespace
}  // namespace starling::learning
