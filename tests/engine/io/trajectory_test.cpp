// Trajectories: segments, the view over them, resumption, and starting from them.
#include "engine/io/trajectory.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/io/atomic_file.hpp"
#include "engine/io/checkpoint.hpp"
#include "engine/io/start_file.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/engine/io/small_disk.hpp"

namespace starling {
namespace {

using testing_support::Folder;
using testing_support::on_root;
using testing_support::sentence_of;
using testing_support::SmallDisk;

double position_at(std::int64_t step, std::int64_t row, int component) {
  return 5.0 + std::sin(static_cast<double>(step + 7 * row + component));
}

std::int32_t image_at(std::int64_t step, std::int64_t row, int component) {
  return static_cast<std::int32_t>(step % 5 - row * (component + 1));
}

/// This rank's rows of a made-up frame in which every value tells its step, row and component.
struct Frame {
  Frame(const Communicator& communicator, const TrajectoryLayout& layout, std::int64_t step)
      : block(rows_of(layout.rows(), communicator)) {
    const int dimension = layout.dimension;
    for (std::int64_t row = block.first; row < block.first + block.count; ++row) {
      for (int c = 0; c < dimension; ++c) {
        position.push_back(position_at(step, row, c));
        image.push_back(image_at(step, row, c));
        activity.push_back(-position_at(step, row, c));
      }
      cluster.push_back(row * 1000 + step);
    }
    columns = {{"cluster", 1, std::span<const std::int64_t>(cluster)},
               {"image", dimension, std::span<const std::int32_t>(image)},
               {"activity", dimension, std::span<const double>(activity)},
               {"position", dimension, std::span<const double>(position)}};
  }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  RowBlock block;
  std::vector<double> position;
  std::vector<std::int32_t> image;
  std::vector<double> activity;
  std::vector<std::int64_t> cluster;
  std::vector<Column> columns;
};

TrajectoryLayout layout_of(std::int64_t particles, int dimension) {
  TrajectoryLayout layout;
  layout.particles = particles;
  layout.dimension = dimension;
  layout.box.assign(static_cast<std::size_t>(dimension), 10.0);
  layout.deck = "job = active\n";
  layout.author = "tests";
  layout.creator_version = "0";
  layout.fields = {{"activity", dimension, hdf5::Element::float64, "", "the active force"},
                   {"cluster", 1, hdf5::Element::int64, "", ""}};
  return layout;
}

void append(Trajectory& trajectory, const Communicator& communicator, const TrajectoryLayout& layout,
            std::int64_t step) {
  const Frame frame(communicator, layout, step);
  trajectory.append(step, 0.01 * static_cast<double>(step), frame.columns);
}

/// Steps 0, 10, ... 60 in segments of three frames.
void write_seven_frames(const Communicator& communicator, const std::filesystem::path& view,
                        const TrajectoryLayout& layout) {
  Trajectory trajectory(communicator, view, layout, 0);
  for (std::int64_t step = 0; step <= 60; step += 10) {
    append(trajectory, communicator, layout, step);
    if (step % 30 == 20) trajectory.close_segment();
  }
  EXPECT_EQ(trajectory.frames(), 7);
  trajectory.close_segment();
  EXPECT_EQ(trajectory.frames(), 7);
}

/// Checks on one process that the file holds exactly these frames.
void expect_frames(const std::filesystem::path& path, const TrajectoryLayout& layout,
                   const std::vector<std::int64_t>& steps) {
  const auto file = hdf5::File::open_alone(path);
  const std::string group = h5md::particles;
  EXPECT_EQ(file.read_all<std::int64_t>(group + "/position/step"), steps);
  EXPECT_EQ(file.read_all<std::int64_t>(group + "/cluster/step"), steps);
  EXPECT_EQ(file.read_text("/parameters/deck"), layout.deck);
  EXPECT_EQ(file.read_integer("/parameters", "dimension"), layout.dimension);
  EXPECT_EQ(file.read_integer(group + "/box", "dimension"), 3);
  const auto times = file.read_all<double>(group + "/image/time");
  const auto edges = file.read_all<double>(group + "/box/edges/value");
  const auto ids = file.read_all<std::int64_t>(group + "/id");
  const auto position = file.read_all<double>(group + "/position/value");
  const auto image = file.read_all<std::int32_t>(group + "/image/value");
  const auto cluster = file.read_all<std::int64_t>(group + "/cluster/value");
  const auto activity = file.read_all<double>(group + "/activity/value");
  const auto particles = static_cast<std::size_t>(layout.particles);
  const auto dimension = static_cast<std::size_t>(layout.dimension);
  ASSERT_EQ(position.size(), steps.size() * particles * 3);
  ASSERT_EQ(activity.size(), steps.size() * particles * dimension);
  ASSERT_EQ(ids.size(), particles);
  std::int64_t wrong = 0;
  for (std::size_t frame = 0; frame < steps.size(); ++frame) {
    EXPECT_EQ(times[frame], 0.01 * static_cast<double>(steps[frame]));
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(edges[3 * frame + c], c < dimension ? 10.0 : 1.0);
    for (std::size_t i = 0; i < particles; ++i) {
      const auto row = static_cast<std::int64_t>(i);
      const std::size_t at = frame * particles + i;
      wrong += ids[i] != row;
      wrong += cluster[at] != row * 1000 + steps[frame];
      for (std::size_t c = 0; c < 3; ++c) {
        const int component = static_cast<int>(c);
        wrong += position[3 * at + c] != (c < dimension ? position_at(steps[frame], row, component) : 0.0);
        wrong += image[3 * at + c] != (c < dimension ? image_at(steps[frame], row, component) : 0);
        if (c < dimension) wrong += activity[dimension * at + c] != -position_at(steps[frame], row, component);
      }
    }
  }
  EXPECT_EQ(wrong, 0) << "values of " << path;
}

class Trajectories : public testing::Test {
 protected:
  Communicator world{MPI_COMM_WORLD};
  Folder folder{world};
  std::filesystem::path view = folder.path() / "trajectory.h5";
  std::filesystem::path segments = folder.path() / "trajectory";
};

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

TEST_F(Trajectories, AreStartFiles) {
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

TEST_F(Trajectories, CheckpointsAreStartFilesAndOthersAreNot) {
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
