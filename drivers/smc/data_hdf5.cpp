// Observations in the datasets of an HDF5 file.
#include <cmath>

#include "drivers/smc/data.hpp"
#include "engine/deck/nearest_name.hpp"
#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/io/hdf5.hpp"

namespace starling::smc {

namespace {

/// A dataset's numbers as rows of `width`.
struct Numbers {
  std::vector<double> values;
  std::size_t width;
};

Numbers numbers_of(const hdf5::File& file, const std::string& column) {
  const std::string path = file.path().string();
  if (!file.has("/" + column) || !file.is_dataset("/" + column)) {
    const auto known = file.names("/");
    fail(ExitCode::bad_input, "data.column: {}: there is no dataset {}{}", path, shown(column),
         known.empty() ? "" : "; the nearest name is " + nearest_name(column, known));
  }
  const auto dataset = file.open_dataset("/" + column);
  const hdf5::Shape shape = file.shape(dataset);
  if (shape.empty() || shape.size() > 2) {
    fail(ExitCode::bad_input, "data.column: {}: the dataset {} has {} axes; it must have one, or rows and columns",
         path, shown(column), shape.size());
  }
  Numbers numbers{file.read_all<double>("/" + column), shape.size() == 2 ? static_cast<std::size_t>(shape[1]) : 1};
  for (std::size_t k = 0; k < numbers.values.size(); ++k) {
    if (!std::isinf(numbers.values[k])) continue;
    fail(ExitCode::bad_input, "data.file: {}: row {} of the dataset {} is infinite", path, k / numbers.width,
         shown(column));
  }
  return numbers;
}

}  // namespace

DataTable read_hdf5(const std::filesystem::path& file, const std::vector<std::string>& columns,
                    std::optional<std::int64_t> length) {
  const auto open = hdf5::File::open_alone(file);
  DataTable table;
  for (const std::string& column : columns) {
    const Numbers numbers = numbers_of(open, column);
    const std::size_t count = numbers.width == 0 ? 0 : numbers.values.size() / numbers.width;
    if (count == 0) fail(ExitCode::bad_input, "data.file: {}: the dataset {} is empty", file.string(), shown(column));
    if (table.columns.empty()) table.rows.resize(count);
    if (count != table.rows.size()) {
      fail(ExitCode::bad_input, "data.file: {}: the dataset {} has {} rows, {} has {}", file.string(), shown(column),
           count, shown(columns.front()), table.rows.size());
    }
    for (std::size_t c = 0; c < numbers.width; ++c) {
      table.columns.push_back(numbers.width == 1 ? column : fmt::format("{}_{}", column, c));
      for (std::size_t t = 0; t < count; ++t) table.rows[t].push_back(numbers.values[t * numbers.width + c]);
    }
  }
  if (length && std::cmp_less(table.rows.size(), *length)) {
    fail(ExitCode::bad_input, "data.length = {}: {} has only {} rows", *length, file.string(), table.rows.size());
  }
  if (length) table.rows.resize(static_cast<std::size_t>(*length));
  return table;
}

}  // namespace starling::smc
