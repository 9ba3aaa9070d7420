// Rows as text.
#include "engine/io/tables/csv.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <utility>

#include "engine/failure.hpp"

namespace starling {
namespace {

std::string header_of(const std::vector<std::string>& columns) {
  std::string header = "step";
  for (const auto& column : columns) header += "," + column;
  return header + "\n";
}

std::string line_of(std::int64_t step, std::span<const double> row) {
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), "{}", step);
  for (const double value : row) {
    line.push_back(',');
    if (!std::isnan(value)) fmt::format_to(std::back_inserter(line), "{}", value);
  }
  line.push_back('\n');
  return fmt::to_string(line);
}

}  // namespace

CsvTable::CsvTable(const Communicator& communicator, std::filesystem::path file,
                   const std::vector<std::string>& columns, std::optional<std::int64_t> resume_at)
    : communicator_(communicator),
      file_(communicator, std::move(file), header_of(columns), resume_at),
      columns_(columns.size()) {}

void CsvTable::append(std::span<const Row> rows) {
  std::string text;
  communicator_.together([&] {
    for (const Row& row : rows) {
      if (row.values.size() != columns_) {
        fail(ExitCode::internal_error, "a row of '{}' has {} values for {} columns", file_.path().string(),
             row.values.size(), columns_);
      }
      text += line_of(row.step, row.values);
    }
  });
  file_.append(text);
}

void CsvTable::append(std::int64_t step, std::span<const double> values) {
  const Row row{step, values};
  append(std::span(&row, 1));
}

}  // namespace starling
