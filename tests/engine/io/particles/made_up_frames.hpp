// Made-up trajectories whose every value is known.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "engine/io/particles/trajectory.hpp"
#include "tests/engine/io/folder.hpp"

namespace starling::testing_support {

inline double position_at(std::int64_t step, std::int64_t row, int component) {
  return 5.0 + std::sin(static_cast<double>(step + 7 * row + component));
}

inline std::int32_t image_at(std::int64_t step, std::int64_t row, int component) {
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

inline TrajectoryLayout layout_of(std::int64_t particles, int dimension) {
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

inline void append(Trajectory& trajectory, const Communicator& communicator, const TrajectoryLayout& layout,
                   std::int64_t step) {
  const Frame frame(communicator, layout, step);
  trajectory.append(step, 0.01 * static_cast<double>(step), frame.columns);
}

/// Steps 0, 10, ... 60 in segments of three frames.
inline void write_seven_frames(const Communicator& communicator, const std::filesystem::path& view,
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
inline void expect_frames(const std::filesystem::path& path, const TrajectoryLayout& layout,
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

/// A folder for one trajectory.
class TrajectoryFolder : public testing::Test {
 protected:
  Communicator world{MPI_COMM_WORLD};
  Folder folder{world};
  std::filesystem::path view = folder.path() / "trajectory.h5";
  std::filesystem::path segments = folder.path() / "trajectory";
};

}  // namespace starling::testing_support
