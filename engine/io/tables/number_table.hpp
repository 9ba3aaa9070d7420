// Columns of numbers from files, by name: the same table on every rank, and a sentence for each thing that can be wrong.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// Which columns of which file, as a section of a deck gives them: <section>.file, .column, .time and .length, or other keys.
struct NumberTableRequest {
  std::string file;
  std::filesystem::path deck;        ///< a relative path is also looked for in its folder
  std::vector<std::string> columns;  ///< names, in the order of the table
  std::string time;  ///< name of the column that holds each row's time; empty: rows are successive times
  std::optional<std::int64_t> length;  ///< how many rows to take, from the first on (with `time`: times); all if unset
  bool rows_are_times = true;          ///< whether to remark on columns that look like times and are not read
  std::string section = "data";
  std::string file_key = {};    ///< that names the file; empty: <section>.file
  std::string column_key = {};  ///< that names the columns; empty: <section>.column

  [[nodiscard]] std::string key_of_file() const { return file_key.empty() ? section + ".file" : file_key; }
  [[nodiscard]] std::string key_of_columns() const { return column_key.empty() ? section + ".column" : column_key; }
};

/// Row t holds one value per column; NaN is a missing value.
struct NumberTable {
  std::vector<std::string> columns = {};
  std::vector<std::vector<double>> rows = {};
  std::vector<double> time = {};           ///< of each row, where a column of times was asked for
  std::vector<std::string> notes = {};     ///< for the log: what was made of the file
  std::vector<std::string> warnings = {};  ///< for the log: what may be meant otherwise
};

/// Collective: rank 0 reads, and every rank gets the table.
///
/// A file that ends in .h5 or .hdf5 has a numeric dataset for each name, of T numbers or of T rows (whose columns are
/// then name_0, name_1, ...). Anything else is CSV in UTF-8: lines that begin with # are skipped, the first other line
/// holds the names; cells are separated by commas, which quotes protect ("" is a quote inside); an empty cell, NA or
/// NaN is a missing value. No row is ever skipped: where the header has one column, a blank line before the last row
/// of data is a missing value; where it has several, such a line is refused.
///
/// With `time`, rows lie at whole numbers of steps; times without a row become rows whose values are all missing
/// (put_on_time_grid).
///
/// Fails with bad_input, naming key or file and line: no such file or column (with the nearest name), a name that two
/// columns share, a header of numbers only, text in a number, an infinite value, too few rows, times that do not rise
/// by whole steps.
[[nodiscard]] NumberTable read_number_table(const Communicator& world, const NumberTableRequest& request);

}  // namespace starling
