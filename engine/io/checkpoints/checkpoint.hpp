// Checkpoints: numbered HDF5 files with a checksum each, of which the last few are kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/failure.hpp"
#include "engine/io/checkpoints/checkpoint_manifest.hpp"
#include "engine/io/rows.hpp"

namespace starling {

/// The state of a run at one step. `deck` and `state` are rank 0's; each rank gives its rows of the columns (rows_of).
/// `state` is stored so that every double, NaN and infinities too, comes back as it was.
struct Checkpoint {
  std::int64_t step = 0;
  std::string deck;
  nlohmann::json state;
  std::int64_t rows = 0;  ///< of all ranks
  std::vector<Column> columns;
};

/// A checkpoint read back: `rows` is this rank's share of it among the ranks there are now.
struct LoadedCheckpoint {
  std::int64_t step = 0;
  std::string deck;
  nlohmann::json state;
  RowBlock rows;
  std::vector<OwnedColumn> columns;   ///< sorted by name
  std::vector<std::string> warnings;  ///< a sentence for each newer checkpoint that was damaged or missing

  /// The values of a column; a bad_input Failure if it is not there with that type.
  template <class T>
  [[nodiscard]] const std::vector<T>& column(const std::string& name) const;
};

/// The folder of a run's checkpoints: <step>.h5 files and manifest.json, which says which of them count. A file counts
/// only once its checksum is in the manifest, so a run killed at any instant leaves the one before. All members are
/// collective.
class CheckpointStore {
 public:
  /// `kept` is how many checkpoints are left after a write, at least 1. Touches nothing.
  CheckpointStore(const Communicator& communicator, std::filesystem::path folder, int kept);

  /// Writes a checkpoint and, once it counts, deletes those beyond `kept`. A Failure leaves the older ones as they
  /// were. All ranks give the same step, rows, and names, types and components of columns.
  void write(const Checkpoint& checkpoint);

  /// The newest checkpoint whose size and checksum are right. A Failure if there is none: bad_input when there never
  /// was one or the folder is not Starling's, file_error when all are damaged.
  [[nodiscard]] LoadedCheckpoint load_latest() const;

  /// Forgets and deletes what is newer than `step`, and leftovers of a killed run. Files that are none of ours stay.
  void discard_after(std::int64_t step);

 private:
  void write_columns(const Checkpoint& checkpoint, const std::filesystem::path& path) const;
  [[nodiscard]] LoadedCheckpoint read_columns(const CheckpointEntry& entry) const;

  const Communicator& communicator_;
  std::filesystem::path folder_;
  int kept_;
};

template <class T>
const std::vector<T>& LoadedCheckpoint::column(const std::string& name) const {
  for (const auto& candidate : columns) {
    if (candidate.name != name) continue;
    if (const auto* values = std::get_if<std::vector<T>>(&candidate.values)) return *values;
  }
  fail(ExitCode::bad_input, "the checkpoint at step {} has no column '{}' of the expected type", step, name);
}

}  // namespace starling
