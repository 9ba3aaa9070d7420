// A table of numbers by step, in a text file that a restart can cut back to any row it recorded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/io/appended_file.hpp"

namespace starling {

/// A table of a run: a header, then rows of the step and values, each in the fewest digits that read back to the same
/// double. Rank 0 holds the file; every member but bytes() is collective, so that a failure reaches all ranks.
class CsvTable {
 public:
  /// Starts the file with a header of `step` and `columns`; or, given the byte count that a checkpoint recorded, cuts
  /// the file back to it. A file_error Failure if the file is shorter than that or its header is another one.
  CsvTable(const Communicator& communicator, std::filesystem::path file, const std::vector<std::string>& columns,
           std::optional<std::int64_t> resume_at = std::nullopt);

  /// A row: its step and its values.
  struct Row {
    std::int64_t step;
    std::span<const double> values;
  };

  /// Writes rows, all of them or (on failure) nothing; NaN, which means undefined, becomes an empty cell. Rank 0's rows
  /// are the ones written; other ranks may pass none.
  void append(std::span<const Row> rows);

  /// Writes one row.
  void append(std::int64_t step, std::span<const double> values);

  /// Waits until all rows are on the disk. To be called before a checkpoint records bytes().
  void sync() { file_.sync(); }

  /// The size of the file on rank 0, the same on every rank.
  [[nodiscard]] std::int64_t bytes() const { return file_.bytes(); }

 private:
  const Communicator& communicator_;
  AppendedFile file_;
  std::size_t columns_;
};

}  // namespace starling
