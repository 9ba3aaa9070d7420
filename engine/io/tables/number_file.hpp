// The rows of one file, as the readers of number_table hand them over.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/tables/number_table.hpp"

namespace starling {

/// Judges whether the numbers of a column, one after the other, look like the times of the rows: whole numbers that rise
/// by mostly equal steps; or any, under a name such as time, date or year.
class TimesGuess {
 public:
  explicit TimesGuess(std::string column);

  void add(double value);
  /// A cell that holds no number.
  void add_text() { numbers_ = false; }
  /// Whether more values can change the answer.
  [[nodiscard]] bool open() const { return numbers_ && (named_ || (rises_ && whole_)); }
  [[nodiscard]] bool likely() const;
  /// Whether its steps are equal, so that to read it or not is the same.
  [[nodiscard]] bool regular() const { return numbers_ && rises_ && shortest_steps_ == rows_ - 1; }
  [[nodiscard]] bool holds_numbers() const { return numbers_; }
  [[nodiscard]] const std::string& column() const { return column_; }

 private:
  std::string column_;
  bool named_;
  bool numbers_ = true;
  bool rises_ = true;
  bool whole_ = true;
  std::int64_t rows_ = 0;
  std::int64_t shortest_steps_ = 0;  ///< differences equal to shortest_
  double shortest_ = 0.0;
  double last_ = 0.0;
};

/// Rows of a file; `line[t]` is where row t stands in a text, empty where a file has no lines.
struct NumberFile {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<double>> rows;
  std::vector<double> time;         ///< as the file has it; empty unless asked for
  std::vector<TimesGuess> guesses;  ///< of columns that were not asked for
  std::vector<std::int64_t> line;

  /// "file:line", or "row t of file", for a message.
  [[nodiscard]] std::string place(std::size_t row) const;
};

/// The text of a CSV file; `name` is for messages. Takes all rows where times are asked for, else the first `length`.
[[nodiscard]] NumberFile parse_csv(std::string_view text, const std::string& name, const NumberTableRequest& request);

/// The same of an HDF5 file. For one process.
[[nodiscard]] NumberFile read_hdf5_columns(const std::filesystem::path& path, const NumberTableRequest& request);

/// The first `length` rows, if one is asked for. Fails with bad_input if there are fewer.
void take_length(NumberFile& file, const NumberTableRequest& request);

/// Puts rows in their places on a grid of equal steps, by their times; adds rows of missing values where the grid has a
/// time and the file has not. The step is the median of the differences, made exact by the whole span. Fails with
/// bad_input, with rows and values, where times are missing, repeat, fall or lie more than a hundredth of a step beside the
/// grid. Returns how many rows were added.
std::int64_t put_on_time_grid(NumberFile& file, const NumberTableRequest& request);

}  // namespace starling
