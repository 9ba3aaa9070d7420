// Trajectories: segments, the view over them, and resumption.
#include "engine/io/particles/trajectory.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "engine/io/atomic_file.hpp"
#include "tests/engine/io/particles/made_up_frames.hpp"
#include "tests/engine/io/small_disk.hpp"

namespace starling {
namespace {

using namespace testing_support;

using Trajectories = TrajectoryFolder;

TEST_F(Trajectories, FramesComeBackInAllDimensions) {
  for (const int dimension : {1, 2, 3}) {
    for (const std::int64_t particles : {1, 3, 500}) {
      const auto layout = layout_of(particles, dimension);
      write_seven_frames(world, view, layout);
      on_root(world, [&] {
        expect_frames(view, layout, {0, 10, 20, 30, 40, 50, 60});
        expect_frames(segments / "segment_000000000030.h5", layout, {30, 40, 50});
        std::filesystem::remove_all(segments);
        std::filesystem::remove(view);
      });
    }
  }
}

TEST_F(Trajectories, MoreParticlesThanAChunkHolds) {
  auto layout = layout_of(70001, 2);
  {
    Trajectory trajectory(world, view, layout, 0);
    append(trajectory, world, layout, 5);
    append(trajectory, world, layout, 6);
    trajectory.close_segment();
  }
  on_root(world, [&] { expect_frames(view, layout, {5, 6}); });
}

TEST_F(Trajectories, SegmentsAreTheSameBytesOnAnyNumberOfRanks) {
  const Communicator alone = world.split(world.rank());
  const auto mine = folder.path() / ("rank_" + std::to_string(world.rank()));
  const auto layout = layout_of(333, 2);
  on_root(alone, [&] { create_folder(mine); });
  write_seven_frames(world, view, layout);
  write_seven_frames(alone, mine / "trajectory.h5", layout);
  for (const std::string name : {"trajectory/segment_000000000000.h5", "trajectory/segment_000000000060.h5"}) {
    EXPECT_TRUE(read_text_file(folder.path() / name) == read_text_file(mine / name)) << name;
  }
  EXPECT_TRUE(read_text_file(view) == read_text_file(mine / "trajectory.h5"));
}

TEST_F(Trajectories, SeveralSystemsHaveAGroupEach) {
  auto layout = layout_of(7, 2);
  layout.replicas = 12;
  write_seven_frames(world, view, layout);
  on_root(world, [&] {
    const auto file = hdf5::File::open_alone(view);
    const auto groups = h5md::system_groups(layout);
    ASSERT_EQ(file.names("/particles").size(), 12U);
    EXPECT_EQ(groups.front(), "/particles/replica_0000");
    const auto all = file.read_all<double>(std::string(h5md::all_systems) + "/position");
    ASSERT_EQ(all.size(), 7U * 84U * 3U);
    for (std::size_t k = 0; k < groups.size(); ++k) {
      EXPECT_EQ(file.read_all<std::int64_t>(groups[k] + "/id"), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6}));
      EXPECT_EQ(file.read_all<std::int64_t>(groups[k] + "/image/step").size(), 7U);
      EXPECT_EQ(file.read_all<double>(groups[k] + "/box/edges/value").size(), 21U);
      const auto position = file.read_all<double>(groups[k] + "/position/value");
      const auto cluster = file.read_all<std::int64_t>(groups[k] + "/cluster/value");
      ASSERT_EQ(position.size(), 7U * 7U * 3U);
      for (std::size_t at = 0; at < cluster.size(); ++at) {
        const auto step = static_cast<std::int64_t>(10 * (at / 7));
        const auto row = static_cast<std::int64_t>(7 * k + at % 7);
        EXPECT_EQ(cluster[at], row * 1000 + step);
        EXPECT_EQ(position[3 * at + 1], position_at(step, row, 1));
        EXPECT_EQ(position[3 * at + 1], all[3 * (84 * (at / 7) + 7 * k + at % 7) + 1]);
      }
    }
  });
}

TEST_F(Trajectories, AnOpenSegmentIsNotInTheView) {
  const auto layout = layout_of(20, 2);
  Trajectory trajectory(world, view, layout, 0);
  EXPECT_EQ(trajectory.frames(), 0);
  append(trajectory, world, layout, 0);
  EXPECT_FALSE(std::filesystem::exists(view));
  trajectory.close_segment();
  append(trajectory, world, layout, 1);
  on_root(world, [&] { expect_frames(view, layout, {0}); });
  trajectory.close_segment();
  trajectory.close_segment();
  on_root(world, [&] { expect_frames(view, layout, {0, 1}); });
}

TEST_F(Trajectories, ViewsOfManySegmentsAreBroughtUpToDateLessOften) {
  const auto layout = layout_of(20, 2);
  const std::vector<std::int64_t> shown{1, 2, 2, 4, 4, 4, 4, 8, 8};
  std::vector<std::int64_t> steps(9);
  std::iota(steps.begin(), steps.end(), 0);
  const auto first = [&](std::int64_t count) { return std::vector(steps.begin(), steps.begin() + count); };
  {
    Trajectory trajectory(world, view, layout, 0, 2);
    for (const std::int64_t step : steps) {
      append(trajectory, world, layout, step);
      trajectory.close_segment();
      on_root(world, [&] { expect_frames(view, layout, first(shown[static_cast<std::size_t>(step)])); });
    }
    trajectory.show();
    on_root(world, [&] { expect_frames(view, layout, steps); });
  }
  { const Trajectory restarted(world, view, layout, 7, 2); }
  on_root(world, [&] { expect_frames(view, layout, first(7)); });
}

TEST_F(Trajectories, ResumptionForgetsLaterFrames) {
  const auto layout = layout_of(20, 2);
  write_seven_frames(world, view, layout);
  on_root(world, [&] {
    write_file_atomically(segments / "segment_000000000070.h5.part", "killed while writing");
    write_file_atomically(segments / "notes.txt", "the user's");
  });
  {
    Trajectory trajectory(world, view, layout, 3);
    EXPECT_EQ(trajectory.frames(), 3);
    on_root(world, [&] { expect_frames(view, layout, {0, 10, 20}); });
    EXPECT_FALSE(std::filesystem::exists(segments / "segment_000000000030.h5"));
    EXPECT_FALSE(std::filesystem::exists(segments / "segment_000000000070.h5.part"));
    EXPECT_TRUE(std::filesystem::exists(segments / "notes.txt"));
    EXPECT_NE(sentence_of([&] { append(trajectory, world, layout, 20); }), "(no failure)");
    append(trajectory, world, layout, 25);
    trajectory.close_segment();
  }
  on_root(world, [&] { expect_frames(view, layout, {0, 10, 20, 25}); });
  const Trajectory from_scratch(world, view, layout, 0);
  EXPECT_FALSE(std::filesystem::exists(view));
  EXPECT_FALSE(std::filesystem::exists(segments / "segment_000000000000.h5"));
}

TEST_F(Trajectories, ResumptionNeedsTheFramesToBeThere) {
  const auto layout = layout_of(20, 2);
  write_seven_frames(world, view, layout);
  for (const std::int64_t frames : {2, 8}) {
    const auto sentence = sentence_of([&] { const Trajectory trajectory(world, view, layout, frames); });
    EXPECT_NE(sentence.find("do not hold"), std::string::npos) << sentence;
  }
  on_root(world, [&] { expect_frames(view, layout, {0, 10, 20, 30, 40, 50, 60}); });
}

TEST_F(Trajectories, AFullDiskIsASentenceAndClosedFramesStay) {
  const SmallDisk disk(world, folder.path(), "6m");
  if (!disk.mounted()) GTEST_SKIP() << "only root can mount a small file system";
  const auto layout = layout_of(2000, 2);
  Trajectory trajectory(world, view, layout, 0);
  append(trajectory, world, layout, 0);
  trajectory.close_segment();
  append(trajectory, world, layout, 1);
  disk.fill();
  std::string sentence = "(no failure)";
  for (std::int64_t step = 2; step < 100 && sentence == "(no failure)"; ++step) {
    sentence = sentence_of([&] { append(trajectory, world, layout, step); });
  }
  EXPECT_NE(sentence.find("No space left"), std::string::npos) << sentence;
  on_root(world, [&] { expect_frames(view, layout, {0}); });
}

}  // namespace
}  // namespace starling
