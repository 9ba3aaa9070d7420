// trajectory.h5: one H5MD file over the closed segments, made of virtual datasets. For one process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/io/checkpoints/file_seal.hpp"
#include "engine/io/particles/trajectory_layout.hpp"

namespace starling {

/// A closed segment: its file in the folder of segments, and its frames.
struct Segment {
  FileSeal seal;
  std::vector<std::int64_t> steps;
  std::vector<double> times;
};

/// The name of the segment that starts at a step: segment_<step in 12 digits>.h5.
[[nodiscard]] std::string segment_name(std::int64_t first_step);

/// The closed segments of a folder, in order, that hold exactly the first `frames` frames. A file_error Failure if one of
/// them is missing or is not what it was when it was listed, if they hold fewer, or if no segment ends there.
[[nodiscard]] std::vector<Segment> find_segments(const std::filesystem::path& folder, std::int64_t frames);

/// Replaces the folder's list of closed segments and their checksums, segments.json, atomically; removes it when there are
/// none.
void list_segments(const std::filesystem::path& folder, const std::vector<Segment>& segments);

/// Deletes the folder's segments, closed or not, that are not in `segments`. Other files stay.
void delete_other_segments(const std::filesystem::path& folder, const std::vector<Segment>& segments);

/// Replaces `view` by one over these segments, which lie in `folder` beside it; removes it when there are none.
void write_trajectory_view(const std::filesystem::path& view, const std::filesystem::path& folder,
                           const TrajectoryLayout& layout, const std::vector<Segment>& segments);

}  // namespace starling
