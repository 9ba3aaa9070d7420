// Particles to start from, out of a trajectory or a checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/rows.hpp"

namespace starling {

/// What of a file's box lies at the origin of its coordinates.
enum class BoxOrigin { unsaid, corner, centre };

/// One frame of particles as the file has it: this rank's rows, `dimension` components each.
struct StartFrame {
  std::filesystem::path file;
  int dimension = 0;
  std::int64_t step = 0;
  std::vector<double>
      box;  ///< an edge per dimension; empty when the file (a checkpoint, or one without box) does not say
  BoxOrigin origin = BoxOrigin::unsaid;
  RowBlock rows;  ///< rows.total is the file's number of particles
  std::vector<double> position;
  std::vector<std::int32_t> image;    ///< empty when the file has none
  std::vector<std::int32_t> species;  ///< empty when the file has none
  std::vector<std::int64_t> id;       ///< of each row's particle; empty when the file has none
  std::vector<double> activity;       ///< empty when the file has none
  int activity_components = 0;
  std::string deck;  ///< a checkpoint's deck; empty for a trajectory
  std::uint64_t digest =
      0;  ///< of step, positions, images, species, ids and activities; never 0, the same on all ranks
};

/// Reads a frame of an H5MD trajectory, counted from 0 or, below that, from the end (-1 is the last), or a checkpoint,
/// which has one. Of several groups of particles it takes the first by name that has positions. Collective. Anything
/// that is neither, a frame that is not there, a box that is not rectangular and positions that are not finite are
/// bad_input Failures; whether number, dimension, box and species fit is for the caller to say.
[[nodiscard]] StartFrame read_start_file(const Communicator& communicator, const std::filesystem::path& path,
                                         std::int64_t frame = -1);

}  // namespace starling
