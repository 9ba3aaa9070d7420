// trajectory.xdmf: what ParaView and VTK open to see the frames of trajectory.h5. For one process.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/io/particles/trajectory_layout.hpp"
#include "engine/io/particles/trajectory_view.hpp"

namespace starling {

/// The XDMF file of a view: runs/a/trajectory.xdmf for runs/a/trajectory.h5.
[[nodiscard]] std::filesystem::path xdmf_path(const std::filesystem::path& view);

/// Replaces the view's XDMF file by one over the frames of these segments: for each system a temporal collection, named as
/// its group, of grids of vertices with every field as an attribute. It names the view's datasets and holds no numbers
/// itself. Of many systems with many frames only the first are shown, up to 20,000 grids. Removes the file when there are
/// no segments. A file_error Failure if it cannot be written.
void write_xdmf(const std::filesystem::path& view, const TrajectoryLayout& layout,
                const std::vector<Segment>& segments);

}  // namespace starling
