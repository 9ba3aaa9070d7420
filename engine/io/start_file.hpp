// Particles to start from, out of a trajectory or a checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/rows.hpp"

namespace starling {

/// One frame of particles: this rank's rows of it, `dimension` components each.
struct StartFrame {
  int dimension = 0;
  std::int64_t step = 0;
  std::vector<double> box;  ///< an edge per dimension; empty when the file (a checkpoint) does not say
  RowBlock rows;            ///< rows.total is the file's number of particles
  std::vector<double> position;
  std::vector<std::int32_t> image;  ///< empty when the file has none
  std::vector<double> activity;     ///< empty when the file has none
  int activity_components = 0;
};

/// Reads a frame (the last one by default, else counted from 0) of an H5MD trajectory, or a checkpoint's position, image
/// and activity. Collective. Anything that is neither, a frame that is not there and positions that are not finite are
/// bad_input Failures; whether number, dimension and box fit is for the caller to say.
[[nodiscard]] StartFrame read_start_file(const Communicator& communicator, const std::filesystem::path& path,
                                         std::optional<std::int64_t> frame = std::nullopt);

}  // namespace starling
