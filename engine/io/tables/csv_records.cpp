// Cells between commas and quotes.
#include "engine/io/tables/csv_records.hpp"

#include <algorithm>
#include <utility>

#include "engine/deck/value.hpp"
#include "engine/failure.hpp"

namespace starling {

CsvRecords::CsvRecords(std::string_view text, std::string name, std::string key)
    : rest_(text), name_(std::move(name)), key_(std::move(key)) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  if (rest_.find('\0') != std::string_view::npos) fail(ExitCode::bad_input, "{}: {} is not a text file", key_, name_);
}

CsvRecords::Kind CsvRecords::next(Cells& cells) {
  while (!rest_.empty()) {
    line_ = line_after_;
    const std::string_view line = trimmed(rest_.substr(0, line_end()));
    if (line.empty() || line.front() == '#') {
      skip_line();
      if (line.empty()) return Kind::blank;
      continue;
    }
    cells.clear();
    do {
      cells.push_back(take_cell());
    } while (take_comma());
    skip_line();
    return Kind::cells;
  }
  return Kind::end;
}

std::string CsvRecords::place() const { return fmt::format("{}:{}", name_, line_); }

std::size_t CsvRecords::line_end() const { return std::min(rest_.find_first_of("\r\n"), rest_.size()); }

void CsvRecords::skip_line() {
  rest_.remove_prefix(line_end());
  if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
  if (!rest_.empty()) rest_.remove_prefix(1);
  ++line_after_;
}

void CsvRecords::skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }

std::string CsvRecords::take_cell() {
  skip_blanks();
  if (rest_.starts_with('"')) return take_quoted();
  const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
  std::string cell(trimmed(rest_.substr(0, end)));
  rest_.remove_prefix(end);
  return cell;
}

std::string CsvRecords::take_quoted() {
  std::string cell;
  for (rest_.remove_prefix(1);; rest_.remove_prefix(1)) {
    const std::size_t end = rest_.find('"');
    if (end == std::string_view::npos) fail(ExitCode::bad_input, "{}: {}: a quote is not closed", key_, place());
    const std::string_view part = rest_.substr(0, end);
    cell += part;
    line_after_ += std::count(part.begin(), part.end(), '\n');
    rest_.remove_prefix(end + 1);
    // Two quotes are one that belongs to the cell.
    if (!rest_.starts_with('"')) break;
    cell += '"';
  }
  skip_blanks();
  if (!rest_.empty() && rest_.find_first_of(",\r\n") != 0) {
    fail(ExitCode::bad_input, "{}: {}: text follows the closing quote of \"{}\"", key_, place(), shown(cell));
  }
  return std::string(trimmed(cell));
}

bool CsvRecords::take_comma() {
  if (!rest_.starts_with(',')) return false;
  rest_.remove_prefix(1);
  return true;
}

}  // namespace starling
