// Observations in text.
#include <algorithm>
#include <cmath>
#include <limits>

#include "drivers/smc/data.hpp"
#include "engine/deck/nearest_name.hpp"
#include "engine/deck/value.hpp"
#include "engine/failure.hpp"

namespace starling::smc {

namespace {

/// The cells of a line, without blanks and quotation marks around them.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t comma = std::min(line.find(','), line.size());
    std::string_view cell = trimmed(line.substr(0, comma));
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = trimmed(cell.substr(1, cell.size() - 2));
    cells.emplace_back(cell);
    if (comma == line.size()) return cells;
    line.remove_prefix(comma + 1);
  }
}

bool is_missing(const std::string& cell) {
  std::string lower = cell;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return lower.empty() || lower == "nan" || lower == "na";
}

double number_in(const std::string& cell, const std::string& place) {
  if (is_missing(cell)) return std::numeric_limits<double>::quiet_NaN();
  double value = 0.0;
  const Complaint complaint = parse_value(cell, value);
  if (!complaint.empty()) {
    fail(ExitCode::bad_input, "{}: \"{}\": {} (an empty cell or NaN is a missing value)", place, shown(cell),
         complaint);
  }
  return value;
}

/// Which cell of a line each column is in.
std::vector<std::size_t> places_of(const std::vector<std::string>& columns, const std::vector<std::string>& header,
                                   const std::string& place) {
  std::vector<std::size_t> places;
  for (const std::string& column : columns) {
    const auto found = std::find(header.begin(), header.end(), column);
    if (found == header.end()) {
      fail(ExitCode::bad_input, "data.column: {}: there is no column {}; the nearest is {}", place, shown(column),
           shown(nearest_name(column, header)));
    }
    places.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return places;
}

/// Takes a text apart into its lines.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  /// The next line that is neither empty nor a comment; false at the end.
  bool next(std::string_view& line) {
    while (!rest_.empty()) {
      const std::size_t end = std::min(rest_.find('\n'), rest_.size());
      line = trimmed(rest_.substr(0, end));
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      ++number_;
      if (!line.empty() && line.front() != '#') return true;
    }
    return false;
  }
  [[nodiscard]] std::int64_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::int64_t number_ = 0;
};

}  // namespace

DataTable parse_csv(const std::string& text, const std::string& file, const std::vector<std::string>& columns,
                    std::optional<std::int64_t> length) {
  Lines lines(text);
  std::string_view line;
  if (text.find('\0') != std::string::npos) fail(ExitCode::bad_input, "data.file: {} is not a text file", file);
  if (!lines.next(line)) fail(ExitCode::bad_input, "data.file: {} is empty", file);
  const std::vector<std::string> header = cells_of(line);
  const auto places = places_of(columns, header, fmt::format("{}:{}", file, lines.number()));
  DataTable table{columns, {}};
  while ((!length || std::cmp_less(table.rows.size(), *length)) && lines.next(line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != header.size()) {
      fail(ExitCode::bad_input, "data.file: {}:{}: has {} cells, the header {}", file, lines.number(), cells.size(),
           header.size());
    }
    std::vector<double> row;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      row.push_back(number_in(cells[places[k]],
                              fmt::format("data.file: {}:{}: column {}", file, lines.number(), shown(columns[k]))));
    }
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) fail(ExitCode::bad_input, "data.file: {} has a header but no rows", file);
  if (length && std::cmp_less(table.rows.size(), *length)) {
    fail(ExitCode::bad_input, "data.length = {}: {} has only {} rows", *length, file, table.rows.size());
  }
  return table;
}

}  // namespace starling::smc
