// The particles of many systems at one step, in one HDF5 file: complete or not there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/rows.hpp"

namespace starling {

/// One system's share of a snapshot on this rank: rows [rows.first, rows.first + rows.count) of its columns.
struct SnapshotPart {
  std::int64_t system = 0;
  RowBlock rows;
  std::vector<OwnedColumn> columns;
};

/// What a snapshot says about itself and about each of its columns; the same on every rank.
struct SnapshotLayout {
  std::string format;  ///< attribute of the file
  std::string system;  ///< group of system k is /<system>_<k>
  std::int64_t systems = 0;
  std::int64_t step = 0;
  std::int64_t rows = 0;                             ///< of each system
  std::vector<std::pair<std::string, int>> columns;  ///< name and components, all doubles
};

/// particles/<step in 12 digits>.h5.
[[nodiscard]] std::string snapshot_name(std::int64_t step);

/// Collective: writes the file aside and renames it. A rank passes its parts of any systems; together they are all rows.
void write_snapshot(const Communicator& world, const std::filesystem::path& file, const SnapshotLayout& layout,
                    const std::vector<SnapshotPart>& parts);

/// Deletes the folder's snapshots, complete or not, of steps beyond `step`. Other files stay. For one process.
void delete_snapshots_after(const std::filesystem::path& folder, std::int64_t step);

}  // namespace starling
