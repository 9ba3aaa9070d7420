// Trajectories and checkpoints as the start of a run.
#include "engine/io/particles/start_file.hpp"

#include <gtest/gtest.h>

#include "engine/io/atomic_file.hpp"
#include "engine/io/checkpoints/checkpoint.hpp"
#include "tests/engine/io/foreign_file.hpp"
#include "tests/engine/io/particles/made_up_frames.hpp"

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
  EXPECT_EQ(last.origin, BoxOrigin::corner);
  EXPECT_EQ(read_start_file(world, view, 4).position, Frame(world, layout, 40).position);
  EXPECT_EQ(read_start_file(world, segments / "segment_000000000030.h5", 1).step, 40);
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, view, 7); }).find("has 7 frames"), std::string::npos);
  EXPECT_EQ(read_start_file(world, view, -1).step, 60);
  EXPECT_EQ(read_start_file(world, view, -7).step, 0);
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, view, -8); }).find("no frame -8"), std::string::npos);
  on_root(world, [&] { std::filesystem::remove(segments / "segment_000000000030.h5"); });
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, view, 4); }).find("particle 0 in"), std::string::npos);
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
  EXPECT_EQ(start.deck, "deck");
  EXPECT_EQ(start.origin, BoxOrigin::corner);
  EXPECT_EQ(read_start_file(world, folder.path() / "000000000008.h5", 0).digest, start.digest);
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, folder.path() / "000000000008.h5", 1); }).find("no frame 1"),
            std::string::npos);
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
  EXPECT_NE(sentence("text").find("is not an HDF5 file: scripts/to_h5md.py"), std::string::npos);
  EXPECT_NE(sentence("missing").find("no such file"), std::string::npos);
  EXPECT_NE(sentence("other.h5").find("neither an H5MD trajectory nor a checkpoint"), std::string::npos);
}

/// What one process finds alone, whatever it shares with others.
TEST_F(StartFiles, HaveADigestOfTheirContent) {
  const auto layout = layout_of(101, 2);
  write_seven_frames(world, view, layout);
  on_root(world, [] {});
  const std::uint64_t last = read_start_file(world, view).digest;
  EXPECT_NE(last, read_start_file(world, view, 5).digest);
  EXPECT_EQ(read_start_file(world.split(world.rank()), view).digest, last);
}

/// Three particles in two frames, the second of which is 10 further along x.
void write_elements(ForeignFile& file, const std::string& group) {
  file.dataset<double>(group + "/position/value", {2, 3, 2}, {1, 2, 3, 4, 5, 6, 11, 2, 13, 4, 15, 6})
      .dataset<std::int64_t>(group + "/position/step", {}, {50});
}

TEST_F(StartFiles, OfOtherProgramsMayGiveStepsAsADistance) {
  on_root(world, [&] {
    ForeignFile with(folder.path() / "with.h5");
    write_elements(with, "/particles/all");
    with.attribute("/particles/all/position/step", "offset", std::int64_t{1000});
    ForeignFile without(folder.path() / "without.h5");
    write_elements(without, "/particles/all");
  });
  EXPECT_EQ(read_start_file(world, folder.path() / "with.h5").step, 1050);
  EXPECT_EQ(read_start_file(world, folder.path() / "with.h5", 0).step, 1000);
  EXPECT_EQ(read_start_file(world, folder.path() / "without.h5").step, 50);
  EXPECT_EQ(read_start_file(world, folder.path() / "without.h5").origin, BoxOrigin::unsaid);
}

TEST_F(StartFiles, OfOtherProgramsMayHaveFixedElementsAndAnyGroup) {
  on_root(world, [&] {
    ForeignFile file(folder.path() / "fixed.h5");
    file.group("/particles/a_box_only/box");
    file.dataset<double>("/particles/swimmers/position", {3, 2}, {1, 2, 3, 4, 5, 6})
        .dataset<std::int32_t>("/particles/swimmers/species", {3}, {0, 1, 0})
        .dataset<std::int64_t>("/particles/swimmers/id", {3}, {7, 8, 9});
    ForeignFile several(folder.path() / "several.h5");
    write_elements(several, "/particles/swimmers");
    several.dataset<std::int32_t>("/particles/swimmers/image/value", {2, 3, 2}, {0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6})
        .dataset<std::int32_t>("/particles/swimmers/species/value", {1, 3}, {4, 5, 6})
        .dataset<std::int64_t>("/particles/swimmers/id/value", {2, 3}, {0, 1, 2, 2, 1, 0});
    ForeignFile bad(folder.path() / "bad.h5");
    write_elements(bad, "/particles/swimmers");
    bad.dataset<std::int32_t>("/particles/swimmers/image/value", {3, 3, 2}, std::vector<std::int32_t>(18, 0));
    ForeignFile hollow(folder.path() / "hollow.h5");
    hollow.dataset<double>("/particles/swimmers/position", {3, 0}, {});
  });
  const RowBlock rows = rows_of(3, world);
  const auto mine = [&]<class T>(const std::vector<T>& all) {
    const auto width = static_cast<std::ptrdiff_t>(all.size()) / 3;
    return std::vector<T>(all.begin() + rows.first * width, all.begin() + (rows.first + rows.count) * width);
  };
  const auto fixed = read_start_file(world, folder.path() / "fixed.h5");
  EXPECT_EQ(fixed.position, mine(std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(fixed.species, mine(std::vector<std::int32_t>{0, 1, 0}));
  EXPECT_EQ(fixed.id, mine(std::vector<std::int64_t>{7, 8, 9}));
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, folder.path() / "fixed.h5", 1); }).find("has 1 frames"),
            std::string::npos);
  const auto several = read_start_file(world, folder.path() / "several.h5");
  EXPECT_EQ(several.image, mine(std::vector<std::int32_t>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(several.species, mine(std::vector<std::int32_t>{4, 5, 6}));
  EXPECT_EQ(several.id, mine(std::vector<std::int64_t>{2, 1, 0}));
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, folder.path() / "bad.h5"); }).find("has 3 frames"),
            std::string::npos);
  EXPECT_NE(sentence_of([&] { (void)read_start_file(world, folder.path() / "hollow.h5"); }).find("does not have a row"),
            std::string::npos);
}

TEST_F(StartFiles, OfOtherProgramsMayGiveBoxesInFourWays) {
  const std::string edges = "/particles/all/box/edges";
  on_root(world, [&] {
    const auto file = [&](const std::string& name, const hdf5::Shape& shape, const std::vector<double>& values) {
      ForeignFile foreign(folder.path() / name);
      write_elements(foreign, "/particles/all");
      foreign.dataset(shape[0] == 2 && shape.size() > 1 && name.starts_with("each") ? edges + "/value" : edges, shape,
                      values);
    };
    file("vector.h5", {2}, {10, 20});
    file("matrix.h5", {2, 2}, {10, 0, 0, 20});
    file("each_vector.h5", {2, 2}, {1, 1, 10, 20});
    file("each_matrix.h5", {2, 2, 2}, {1, 0, 0, 1, 10, 0, 0, 20});
    file("tilted.h5", {2, 2}, {10, 0, 3, 20});
    file("number.h5", {4}, {1, 2, 3, 4});
  });
  for (const char* name : {"vector.h5", "matrix.h5", "each_vector.h5", "each_matrix.h5"}) {
    EXPECT_EQ(read_start_file(world, folder.path() / name).box, (std::vector<double>{10, 20})) << name;
  }
  EXPECT_EQ(read_start_file(world, folder.path() / "each_matrix.h5", 0).box, (std::vector<double>{1, 1}));
  const auto sentence = [&](const char* name) {
    return sentence_of([&] { (void)read_start_file(world, folder.path() / name); });
  };
  EXPECT_NE(sentence("tilted.h5").find("not rectangular"), std::string::npos);
  EXPECT_NE(sentence("number.h5").find("neither the edges of a box nor a matrix"), std::string::npos);
}

}  // namespace
}  // namespace starling
