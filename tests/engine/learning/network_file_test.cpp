// Network files: back bit for bit, and written only if they make sense.
#include "engine/learning/network_file.hpp"

#include <gtest/gtest.h>

#include "engine/io/atomic_file.hpp"
#include "tests/engine/io/small_disk.hpp"
#include "tests/engine/learning/bits.hpp"
#include "tests/engine/learning/made_up_networks.hpp"
#include "tests/support/not_finite.hpp"

namespace starling::learning {
namespace {

using namespace testing_support;

using NetworkFiles = NetworkFolder;

TEST_F(NetworkFiles, ComeBackBitForBit) {
  const NetworkFile content = made_up_networks();
  // Only rank 0's content counts.
  write_network_file(world, path, world.is_root() ? content : NetworkFile{});
  EXPECT_FALSE(std::filesystem::exists(name_aside(path)));
  const NetworkFile back = read_network_file(world, path);
  EXPECT_EQ(back, content);
  for (std::size_t n = 0; n < content.networks.size(); ++n) {
    EXPECT_EQ(fingerprint(back.networks[n].values), fingerprint(content.networks[n].values));
    EXPECT_EQ(fingerprint(back.networks[n].scale("mean")), fingerprint(content.networks[n].scale("mean")));
  }
  EXPECT_NE(sentence_of([&] { (void)back.networks[0].scale("none"); }).find("no scale 'none'"), std::string::npos);

  // Another over it, without networks, and one without scales.
  write_network_file(world, path, {1, 2, 3, {}});
  EXPECT_EQ(read_network_file(world, path), (NetworkFile{1, 2, 3, {}}));
  NetworkFile bare = content;
  bare.networks[1].scales = {{"empty", {}}};
  write_network_file(world, path, bare);
  EXPECT_EQ(read_network_file(world, path), bare);
}

TEST_F(NetworkFiles, HaveTheShapeThatTheHeaderSays) {
  write_network_file(world, path, made_up_networks());
  on_root(world, [&] {
    const auto file = hdf5::File::open_alone(path);
    EXPECT_EQ(file.read_integer("/", "starling_network"), 2);
    EXPECT_EQ(file.read_text_attribute("/", "checksum").size(), 16U);
    EXPECT_EQ(file.names("/"),
              (std::vector<std::string>{"architecture", "layout", "parameters", "physics", "provenance", "scales"}));
    EXPECT_EQ(file.names("/parameters/activity"), (std::vector<std::string>{"a last one", "biases", "weights"}));
    EXPECT_EQ(file.shape(file.open_dataset("/parameters/activity/weights")), (hdf5::Shape{5, 3}));
    EXPECT_EQ(file.read_all<double>("/scales/position/spread"), std::vector<double>{1e300});
    EXPECT_EQ(nlohmann::json::parse(file.read_text("/physics")).at("temperature"), 0.1);
  });
}

TEST_F(NetworkFiles, AreTheSameBytesWheneverTheyAreWritten) {
  write_network_file(world, path, made_up_networks());
  write_network_file(world, folder.path() / "again.h5", made_up_networks());
  on_root(world, [&] { EXPECT_EQ(read_text_file(path), read_text_file(folder.path() / "again.h5")); });
}

TEST_F(NetworkFiles, AreNotWrittenWithoutSense) {
  const auto refused = [&](ExitCode code, const std::string& part, const NetworkFile& content) {
    try {
      write_network_file(world, path, content);
      FAIL() << "no failure of " << part;
    } catch (const Failure& failure) {
      EXPECT_TRUE(failure.agreed());
      EXPECT_EQ(failure.code(), code);
      EXPECT_NE(std::string(failure.what()).find(part), std::string::npos) << failure.what();
    }
    EXPECT_FALSE(std::filesystem::exists(path));
  };
  NetworkFile content = made_up_networks();
  content.networks[0].values[3] = nan;
  refused(ExitCode::blow_up, "the parameters 'weights' of the network 'activity' are not finite", content);
  content = made_up_networks();
  content.networks[1].scales[0].values[1] = -infinity;
  refused(ExitCode::blow_up, "the scales 'mean' of the network 'position' are not finite", content);
  content = made_up_networks();
  content.networks[1].values.pop_back();
  refused(ExitCode::internal_error, "has 3 parameters instead of 4", content);
  content = made_up_networks();
  content.networks[1].name = "activity";
  refused(ExitCode::internal_error, "'activity' cannot be the name of a network, or it is that of two", content);
  content.networks[1].name = "a/b";
  refused(ExitCode::internal_error, "'a/b' cannot be the name", content);
  content = made_up_networks();
  content.networks[0].scales[1].name = "mean";
  refused(ExitCode::internal_error, "'mean' cannot be the name of a scale", content);
}

TEST_F(NetworkFiles, LeaveTheOldOneWhenTheDiskIsFull) {
  const SmallDisk disk(world, folder.path(), "1m");
  if (!disk.mounted()) GTEST_SKIP() << "no right to mount a small disk";
  on_root(world, [&] { write_file_atomically(path, "the old one"); });
  disk.fill();
  EXPECT_NE(sentence_of([&] { write_network_file(world, path, made_up_networks()); }).find("cannot"),
            std::string::npos);
  on_root(world, [&] {
    EXPECT_EQ(read_text_file(path), "the old one");
    EXPECT_FALSE(std::filesystem::exists(name_aside(path)));
  });
  EXPECT_NE(sentence_of([&] {
              write_network_file(world, folder.path() / "none" / "network.h5", made_up_networks());
            }).find("cannot create"),
            std::string::npos);
}

TEST_F(NetworkFiles, NetworksMustFitTheirArchitecture) {
  const NetworkFile content = made_up_networks();
  const auto sentence = [&](const std::string& name, const std::vector<ParameterBlock>& blocks) {
    return sentence_of([&] { (void)network_named(content, name, ParameterLayout(blocks), path); });
  };
  EXPECT_EQ(&network_named(content, "position", ParameterLayout({{"weights", 2, 2, 9.0}}), path), &content.networks[1]);
  EXPECT_EQ(sentence("velocity", {}), "the network file '" + path.string() + "' has no network 'velocity'");
  EXPECT_NE(sentence("position", {{"weights", 4, 1, 0.7}})
                .find("has 'weights' (2 x 2) where its architecture asks for 'weights' (4 x 1)"),
            std::string::npos);
  EXPECT_NE(sentence("position", {{"weights", 2, 2, 0.7}, {"biases", 1, 2, 0.7}})
                .find("has nothing where its architecture asks for 'biases' (1 x 2)"),
            std::string::npos);
  EXPECT_NE(sentence("position", {}).find("has 'weights' (2 x 2) where its architecture asks for nothing"),
            std::string::npos);
}

}  // namespace
}  // namespace starling::learning
