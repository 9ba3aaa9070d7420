// Columns of numbers in the datasets of an HDF5 file.
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/deck/nearest_name.hpp"
#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/io/hdf5.hpp"
#include "engine/io/tables/number_file.hpp"

namespace starling {

namespace {

/// A dataset's numbers as rows of `width`.
struct Numbers {
  std::vector<double> values;
  std::size_t width;

  [[nodiscard]] std::size_t rows() const { return width == 0 ? 0 : values.size() / width; }
};

bool holds_numbers(const hdf5::Handle& dataset) {
  const hdf5::Handle type(H5Dget_type(dataset.id()), H5Tclose);
  const H5T_class_t kind = H5Tget_class(type.id());
  return kind == H5T_INTEGER || kind == H5T_FLOAT;
}

Numbers numbers_of(const hdf5::File& file, const std::string& column, const std::string& key) {
  const std::string path = file.path().string();
  if (!file.has("/" + column) || !file.is_dataset("/" + column)) {
    const auto known = file.names("/");
    fail(ExitCode::bad_input, "{}: {}: there is no dataset {}{}", key, path, shown(column),
         known.empty() ? "" : "; the nearest name is " + nearest_name(column, known));
  }
  const auto dataset = file.open_dataset("/" + column);
  if (!holds_numbers(dataset)) {
    fail(ExitCode::bad_input, "{}: {}: the dataset {} does not hold numbers", key, path, shown(column));
  }
  const hdf5::Shape shape = file.shape(dataset);
  if (shape.empty() || shape.size() > 2) {
    fail(ExitCode::bad_input, "{}: {}: the dataset {} has {} axes; it must have one, or rows and columns", key, path,
         shown(column), shape.size());
  }
  Numbers numbers{file.read_all<double>("/" + column), shape.size() == 2 ? static_cast<std::size_t>(shape[1]) : 1};
  const auto infinite =
      std::find_if(numbers.values.begin(), numbers.values.end(), [](double value) { return std::isinf(value); });
  if (infinite != numbers.values.end()) {
    const auto at = static_cast<std::size_t>(infinite - numbers.values.begin());
    fail(ExitCode::bad_input, "{}: {}: row {} of the dataset {} is infinite", key, path, at / numbers.width,
         shown(column));
  }
  if (numbers.rows() == 0) fail(ExitCode::bad_input, "{}: {}: the dataset {} is empty", key, path, shown(column));
  return numbers;
}

/// Of the file's other datasets of as many numbers.
std::vector<TimesGuess> guesses_in(const hdf5::File& file, const std::vector<std::string>& columns, std::size_t rows) {
  std::vector<TimesGuess> guesses;
  for (const std::string& name : file.names("/")) {
    if (std::find(columns.begin(), columns.end(), name) != columns.end() || !file.is_dataset("/" + name)) continue;
    const auto dataset = file.open_dataset("/" + name);
    if (!holds_numbers(dataset) || file.shape(dataset) != hdf5::Shape{rows}) continue;
    TimesGuess& guess = guesses.emplace_back(name);
    for (const double value : file.read_all<double>("/" + name)) guess.add(value);
  }
  return guesses;
}

void check_rows(const NumberFile& file, const std::string& column, std::size_t rows, const std::string& first) {
  if (rows == file.rows.size()) return;
  fail(ExitCode::bad_input, "{}: the dataset {} has {} rows, {} has {}", file.name, shown(column), rows, shown(first),
       file.rows.size());
}

}  // namespace

NumberFile read_hdf5_columns(const std::filesystem::path& path, const NumberTableRequest& request) {
  const auto open = hdf5::File::open_alone(path);
  NumberFile file;
  file.name = path.string();
  for (const std::string& column : request.columns) {
    const Numbers numbers = numbers_of(open, column, request.key_of_columns());
    if (file.columns.empty()) file.rows.resize(numbers.rows());
    check_rows(file, column, numbers.rows(), request.columns.front());
    for (std::size_t c = 0; c < numbers.width; ++c) {
      file.columns.push_back(numbers.width == 1 ? column : fmt::format("{}_{}", column, c));
      for (std::size_t t = 0; t < file.rows.size(); ++t) {
        file.rows[t].push_back(numbers.values[t * numbers.width + c]);
      }
    }
  }
  if (request.time.empty()) {
    if (request.rows_are_times) file.guesses = guesses_in(open, request.columns, file.rows.size());
    take_length(file, request);
    return file;
  }
  Numbers times = numbers_of(open, request.time, request.section + ".time");
  if (times.width != 1) {
    fail(ExitCode::bad_input, "{}.time: {}: the dataset {} has {} columns; times must be one number per row",
         request.section, file.name, shown(request.time), times.width);
  }
  check_rows(file, request.time, times.rows(), request.columns.front());
  file.time = std::move(times.values);
  return file;
}

}  // namespace starling
