// Observations from files: columns by name, with a sentence for each thing that can be wrong.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling::smc {

/// A table of observations: row t holds one value a column; NaN is a missing value.
struct DataTable {
  std::vector<std::string> columns;
  std::vector<std::vector<double>> rows;
};

/// Collective: rank 0 reads the columns of a file, the first `length` rows or all, and every rank gets them. A file that
/// ends in .h5 or .hdf5 has a dataset for each column (of T numbers), or one dataset of T rows. Anything else is CSV:
/// lines that begin with # are skipped, the first line holds the names, and an empty cell, NA or NaN is a missing value.
/// A relative path is looked for in the working directory, then in the deck's folder. Fails with bad_input, naming file,
/// line and column: no such file or column (with the nearest), text in a number, an infinite value, too few rows.
[[nodiscard]] DataTable read_data(const Communicator& world, const std::string& file, const std::filesystem::path& deck,
                                  const std::vector<std::string>& columns, std::optional<std::int64_t> length);

/// The text of a CSV file as a table; `file` names it in messages.
[[nodiscard]] DataTable parse_csv(const std::string& text, const std::string& file,
                                  const std::vector<std::string>& columns, std::optional<std::int64_t> length);

/// The same of an HDF5 file. For one process.
[[nodiscard]] DataTable read_hdf5(const std::filesystem::path& file, const std::vector<std::string>& columns,
                                  std::optional<std::int64_t> length);

}  // namespace starling::smc
