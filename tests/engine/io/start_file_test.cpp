// Trajectories and checkpoints as what a run starts from.
#include "engine/io/start_file.hpp"

#include <gtest/gtest.h>

#include "engine/io/atomic_file.hpp"
#include "engine/io/checkpoint.hpp"
#include "tests/engine/io/made_up_frames.hpp"

namespace starling {
namespace {

using namespace testing_support;

using StartFiles = TrajectoryFolder;

TEST_F(StartFiles, AreTrajectories) {
  const auto layout = layout_of(101, 2);
  write_seven_frames(world, view, layout);
  on_root(world, [] {});
  const auto last = read_start_file(world, view);
  EXPECT_EQ(last.step, 60);
  EXPECT_EQ(last.dimension, 2);
  EXPECT_EQ(last.rows, rows_of(101, world));
  EXPECT_EQ(last.box, (std::vector<double>{10.0, 10.0}));
  EXPECT_EQ(last.position, Frame(world, layout, 60).position);
  EXPECT_EQ(last.image, Frame(world, layout, 60).image);
  EXPECT_EQ(last.activity, Frame(world, layout, 60).activity);
  EXPECT_EQ(last.activity_components, 2);
  EXPECT_EQ(read_start_file(world, view, 4).position, Frame(world, layout, 40).position);
  EXPECT_EQ(read_start_file(world, segments / "segment_000000000030.h5", 1).step, 40);
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, view, 7); }).find("has 7 frames"), std::string::npos);
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, view, -1); }).find("no frame -1"), std::string::npos);
  on_root(world, [&] { std::filesystem::remove(segments / "segment_000000000030.h5"); });
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, view, 4); }).find("not finite"), std::string::npos);
}

TEST_F(StartFiles, AreCheckpointsAndNothingElse) {
  const auto layout = layout_of(101, 3);
  const Frame frame(world, layout, 8);
  CheckpointStore store(world, folder.path(), 1);
  store.write({8, "deck", {}, 101, frame.columns});
  const auto start = read_start_file(world, folder.path() / "000000000008.h5");
  EXPECT_EQ(start.step, 8);
  EXPECT_EQ(start.dimension, 3);
  EXPECT_EQ(start.rows.total, 101);
  EXPECT_TRUE(start.box.empty());
  EXPECT_EQ(start.position, frame.position);
  EXPECT_EQ(start.image, frame.image);
  EXPECT_EQ(start.activity, frame.activity);

  store.write({9, "deck", {}, 101, {}});
  on_root(world, [&] {
    write_file_atomically(folder.path() / "text", "not HDF5");
    auto other = hdf5::File::create_alone(folder.path() / "other.h5", 0);
    other.close();
  });
  const auto sentence = [&](const char* name) {
    return sentence_of([&] { (void)read_start_file(world, folder.path() / name); });
  };
  EXPECT_NE(sentence("000000000009.h5").find("not of particles in space"), std::string::npos);
  EXPECT_NE(sentence("text").find("is not an HDF5 file"), std::string::npos);
  EXPECT_NE(sentence("missing").find("no such file"), std::string::npos);
  EXPECT_NE(sentence("other.h5").find("neither an H5MD trajectory nor a checkpoint"), std::string::npos);
}

}  // namespace
}  // namespace starling
