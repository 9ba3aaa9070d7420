// The trajectory of a run: H5MD 1.1 in segments that are closed before a checkpoint counts them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/hdf5.hpp"
#include "engine/io/particles/trajectory_layout.hpp"
#include "engine/io/particles/trajectory_view.hpp"
#include "engine/io/rows.hpp"

namespace starling {

/// Writes frames to <folder of the view>/<stem of the view>/segment_<first step>.h5, and the view over the closed ones.
/// Row k of a frame is particle id k (with several systems: id k % particles of system k / particles), whatever the number
/// of ranks. All members except the counts are collective.
class Trajectory {
 public:
  /// `view` is the file that readers open, such as runs/a/trajectory.h5. `closed_frames` is 0 for a new run, else the
  /// frames() that the checkpoint recorded after close_segment(): later segments are deleted and the view rebuilt. A
  /// file_error Failure if these frames are not there. Up to `always_shown` segments the view is brought up to date with
  /// every one that is closed, up to twice as many with every second one, and so on: the time that a view takes grows with
  /// its segments, the time that views take per checkpoint does not.
  Trajectory(const Communicator& communicator, const std::filesystem::path& view, TrajectoryLayout layout,
             std::int64_t closed_frames, std::size_t always_shown = 512);

  /// Adds a frame, opening a segment if none is. `columns` hold position and image with `dimension` components and
  /// every field of the layout, in any order, this rank's rows of each (rows_of). Steps must ascend. When the disk is
  /// full it fails before the frame is begun.
  void append(std::int64_t step, double time, std::span<const Column> columns);

  /// Closes the open segment, if any, and brings the view up to date if it is due. To be called before a checkpoint.
  void close_segment();

  /// Brings the view up to date with the closed segments. To be called at the end.
  void show();

  /// Frames written, those of the open segment included.
  [[nodiscard]] std::int64_t frames() const { return closed_frames_ + open_frames_; }

 private:
  struct Field {
    FieldLayout layout;
    hdf5::Handle values;
  };
  /// The segment being written, under a name aside. The file is last to be destroyed, after the datasets in it.
  struct OpenSegment {
    hdf5::File file;
    std::int64_t first_step;
    hdf5::Handle steps;
    hdf5::Handle times;
    hdf5::Handle edges;
    std::vector<Field> fields;
  };

  /// On rank 0: brings the view and the XDMF file up to date with the closed segments.
  void show_segments();
  [[nodiscard]] bool is_view_due() const;
  void require_columns(std::int64_t step, std::span<const Column> columns) const;
  void open_segment(std::int64_t step);
  void write_ids(hdf5::File& file) const;
  void write_field(const Field& field, const Column& column);

  const Communicator& communicator_;
  std::filesystem::path view_;
  std::filesystem::path folder_;
  TrajectoryLayout layout_;
  RowBlock block_;
  std::int64_t closed_frames_;
  std::int64_t open_frames_ = 0;
  std::int64_t last_step_ = -1;
  std::size_t always_shown_;
  std::vector<Segment> segments_;   ///< on rank 0
  std::size_t shown_segments_ = 0;  ///< on rank 0: those in the view
  std::vector<std::int64_t> open_steps_;
  std::vector<double> open_times_;
  std::optional<OpenSegment> segment_;
};

}  // namespace starling
