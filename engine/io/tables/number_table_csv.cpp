// Columns of numbers in text.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/deck/nearest_name.hpp"
#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/io/tables/csv_records.hpp"
#include "engine/io/tables/number_file.hpp"

namespace starling {

namespace {

using Cells = CsvRecords::Cells;

bool is_missing(const std::string& cell) {
  std::string lower = cell;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return lower.empty() || lower == "nan" || lower == "na";
}

/// Reads a cell; what is wrong with it.
Complaint read_number(const std::string& cell, double& value) {
  Complaint complaint = parse_value(cell, value);
  if (!complaint.empty() && is_missing(cell)) {
    value = std::numeric_limits<double>::quiet_NaN();
    complaint.clear();
  }
  return complaint;
}

/// Which cell of a record holds a column.
std::size_t place_of(const std::string& column, const Cells& header, const std::string& key, const std::string& place) {
  const auto found = std::find(header.begin(), header.end(), column);
  if (found == header.end()) {
    const bool other = header.size() == 1 && header.front().find_first_of(";\t") != std::string::npos;
    fail(ExitCode::bad_input, "{}: {}: there is no column {}; {}{}", key, place, shown(column),
         other ? "columns must be separated by commas, in " : "the nearest is ", shown(nearest_name(column, header)));
  }
  const auto count = std::count(header.begin(), header.end(), column);
  if (count > 1) fail(ExitCode::bad_input, "{}: {}: {} columns are named {}", key, place, count, shown(column));
  return static_cast<std::size_t>(found - header.begin());
}

void check_header(const Cells& header, const std::string& key, const std::string& place) {
  const bool numbers = std::all_of(header.begin(), header.end(), [](const std::string& cell) {
    double value = 0.0;
    return parse_value(cell, value).empty();
  });
  if (!numbers) return;
  fail(ExitCode::bad_input,
       "{}: {}: the first line holds numbers only: a header must stand above them, with a name for each column", key,
       place);
}

/// The columns of a text that are wanted, and those that may be times.
class Reader {
 public:
  Reader(std::string_view text, const std::string& name, const NumberTableRequest& request)
      : request_(request), key_(request.key_of_file()), records_(text, name, key_) {
    file_.name = name;
    file_.columns = request.columns;
    auto kind = CsvRecords::Kind::blank;
    while (kind == CsvRecords::Kind::blank) kind = records_.next(header_);
    if (kind == CsvRecords::Kind::end) fail(ExitCode::bad_input, "{}: {} is empty", key_, name);
    check_header(header_, key_, records_.place());
    for (const std::string& column : request.columns) {
      places_.push_back(place_of(column, header_, request.key_of_columns(), records_.place()));
    }
    if (!request.time.empty()) {
      places_.push_back(place_of(request.time, header_, request.section + ".time", records_.place()));
      return;
    }
    for (std::size_t k = 0; k < header_.size(); ++k) {
      if (std::find(places_.begin(), places_.end(), k) == places_.end()) guesses_.emplace_back(k, header_[k]);
    }
  }

  NumberFile read() {
    Cells cells;
    std::vector<std::int64_t> blanks;  // lines whose meaning the next row decides
    while (!complete()) {
      const auto kind = records_.next(cells);
      if (kind == CsvRecords::Kind::end) break;
      if (kind == CsvRecords::Kind::blank) {
        blanks.push_back(records_.line());
        continue;
      }
      add_missing(blanks);
      blanks.clear();
      if (!complete()) add(cells);
    }
    if (file_.rows.empty()) fail(ExitCode::bad_input, "{}: {} has a header but no rows", key_, file_.name);
    for (auto& [place, guess] : guesses_) file_.guesses.push_back(std::move(guess));
    return std::move(file_);
  }

 private:
  /// With times, how many rows make `length` is not known here.
  [[nodiscard]] bool complete() const {
    return request_.length && request_.time.empty() && std::cmp_greater_equal(file_.rows.size(), *request_.length);
  }

  void add_missing(const std::vector<std::int64_t>& lines) {
    for (const std::int64_t line : lines) {
      if (header_.size() > 1) {
        fail(ExitCode::bad_input, "{}: {}:{}: is blank: remove it, or write a row without values with its {} comma{}",
             key_, file_.name, line, header_.size() - 1, header_.size() == 2 ? "" : "s");
      }
      if (complete()) return;
      file_.rows.push_back({std::numeric_limits<double>::quiet_NaN()});
      file_.line.push_back(line);
    }
  }

  void add(const Cells& cells) {
    if (cells.size() != header_.size()) {
      fail(ExitCode::bad_input, "{}: {}: has {} cells, the header {}", key_, records_.place(), cells.size(),
           header_.size());
    }
    std::vector<double> row(request_.columns.size());
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = number_in(cells, places_[k]);
    file_.rows.push_back(std::move(row));
    file_.line.push_back(records_.line());
    if (!request_.time.empty()) file_.time.push_back(number_in(cells, places_.back()));
    for (auto& [place, guess] : guesses_) {
      if (!guess.open()) continue;
      double value = 0.0;
      if (parse_value(cells[place], value).empty()) {
        guess.add(value);
      } else {
        guess.add_text();
      }
    }
  }

  [[nodiscard]] double number_in(const Cells& cells, std::size_t place) const {
    double value = 0.0;
    const Complaint complaint = read_number(cells[place], value);
    if (complaint.empty()) return value;
    fail(ExitCode::bad_input, "{}: {}: column {}: \"{}\": {} (an empty cell or NaN is a missing value)", key_,
         records_.place(), shown(header_[place]), shown(cells[place]), complaint);
  }

  const NumberTableRequest& request_;
  std::string key_;
  CsvRecords records_;
  Cells header_;
  std::vector<std::size_t> places_;
  std::vector<std::pair<std::size_t, TimesGuess>> guesses_;
  NumberFile file_;
};

}  // namespace

NumberFile parse_csv(std::string_view text, const std::string& name, const NumberTableRequest& request) {
  NumberFile file = Reader(text, name, request).read();
  if (request.time.empty()) take_length(file, request);
  return file;
}

}  // namespace starling
