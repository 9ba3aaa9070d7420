// Times of the rows of a table of numbers: the grid they lie on, and columns that look like them.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/io/tables/number_file.hpp"

namespace starling {

namespace {

constexpr double most_times = 1e8;
/// In steps: how far files that round their times may be beside the grid.
constexpr double tolerance = 0.01;

std::string lower_case(const std::string& text) {
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return lower;
}

/// Times of a file, and the sentences for what can be wrong with them.
class Times {
 public:
  Times(const NumberFile& file, const NumberTableRequest& request) : file_(file), key_(request.section + ".time") {}

  void check_rise() const {
    for (std::size_t t = 0; t < file_.time.size(); ++t) {
      if (std::isnan(file_.time[t])) fail(ExitCode::bad_input, "{}: {}: the row has no time", key_, file_.place(t));
      if (t > 0 && !(file_.time[t] > file_.time[t - 1])) {
        refuse(t, file_.time[t] == file_.time[t - 1] ? "times must not repeat" : "times must rise");
      }
    }
  }

  /// Half of the rows are closer together, the other half further apart.
  [[nodiscard]] double median_step() const {
    std::vector<double> differences;
    for (std::size_t t = 1; t < file_.time.size(); ++t) differences.push_back(file_.time[t] - file_.time[t - 1]);
    const auto middle = differences.begin() + static_cast<std::ptrdiff_t>((differences.size() - 1) / 2);
    std::nth_element(differences.begin(), middle, differences.end());
    return *middle;
  }

  /// The place of each row on the grid, in steps from the first row.
  [[nodiscard]] std::vector<std::int64_t> places() const {
    const double median = median_step();
    double sum = 0.0;
    double alike = 0.0;
    for (std::size_t t = 1; t < file_.time.size(); ++t) {
      const double difference = file_.time[t] - file_.time[t - 1];
      if (std::abs(difference / median - 1.0) > 0.25) continue;
      sum += difference;
      alike += 1.0;
    }
    const double guess = sum / alike;
    std::vector<std::int64_t> places{0};
    double last = 0.0;
    for (std::size_t t = 1; t < file_.time.size(); ++t) {
      const double steps = (file_.time[t] - file_.time[t - 1]) / guess;
      const double whole = std::round(steps);
      if (whole < 1.0 || std::abs(steps - whole) > 0.25) refuse_step(t, guess);
      last += whole;
      if (last >= most_times)
        refuse(t, fmt::format("at steps of {} there would be more than {:g} times", guess, most_times));
      places.push_back(static_cast<std::int64_t>(last));
    }
    const double step = (file_.time.back() - file_.time.front()) / last;
    for (std::size_t t = 1; t < places.size(); ++t) {
      const double expected = file_.time.front() + step * static_cast<double>(places[t]);
      if (std::abs(file_.time[t] - expected) > tolerance * step) refuse_step(t, step);
    }
    return places;
  }

 private:
  [[noreturn]] void refuse_step(std::size_t row, double step) const {
    refuse(row, fmt::format("times must be whole numbers of steps apart, and the step of most rows is {:.6g}", step));
  }

  [[noreturn]] void refuse(std::size_t row, const std::string& rule) const {
    fail(ExitCode::bad_input, "{}: {} has the time {} after {} of {}: {}", key_, file_.place(row), file_.time[row],
         file_.time[row - 1], file_.place(row - 1), rule);
  }

  const NumberFile& file_;
  std::string key_;
};

}  // namespace

std::string NumberFile::place(std::size_t row) const {
  return line.empty() ? fmt::format("row {} of {}", row, name) : fmt::format("{}:{}", name, line[row]);
}

void take_length(NumberFile& file, const NumberTableRequest& request) {
  if (!request.length) return;
  if (std::cmp_less(file.rows.size(), *request.length)) {
    fail(ExitCode::bad_input, "{}.length = {}: {} has only {} {}", request.section, *request.length, file.name,
         file.rows.size(), request.time.empty() ? "rows" : "times");
  }
  const auto length = static_cast<std::size_t>(*request.length);
  file.rows.resize(length);
  if (!file.time.empty()) file.time.resize(length);
}

std::int64_t put_on_time_grid(NumberFile& file, const NumberTableRequest& request) {
  const Times times(file, request);
  times.check_rise();
  if (file.time.size() < 2) return 0;
  const std::vector<std::int64_t> places = times.places();
  const std::vector<double> missing(file.columns.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<std::vector<double>> rows;
  std::vector<double> grid;
  for (std::size_t t = 0; t < places.size(); ++t) {
    if (t > 0) {
      const std::int64_t steps = places[t] - places[t - 1];
      const double step = (file.time[t] - file.time[t - 1]) / static_cast<double>(steps);
      for (std::int64_t k = 1; k < steps; ++k) {
        rows.push_back(missing);
        grid.push_back(file.time[t - 1] + step * static_cast<double>(k));
      }
    }
    rows.push_back(std::move(file.rows[t]));
    grid.push_back(file.time[t]);
  }
  const auto added = static_cast<std::int64_t>(rows.size() - places.size());
  file.rows = std::move(rows);
  file.time = std::move(grid);
  file.line.clear();
  return added;
}

TimesGuess::TimesGuess(std::string column) : column_(std::move(column)) {
  constexpr std::array<const char*, 14> names{"time", "times", "t",    "date", "datetime", "timestamp", "day",
                                              "week", "month", "year", "hour", "index",    "step",      ""};
  const std::string name = lower_case(column_);
  named_ = std::any_of(names.begin(), names.end(), [&](const char* known) { return name == known; });
}

void TimesGuess::add(double value) {
  if (rows_ > 0) {
    const double difference = value - last_;
    if (!(difference > 0.0)) rises_ = false;
    if (shortest_steps_ == 0 || difference < shortest_) {
      shortest_ = difference;
      shortest_steps_ = 0;
    }
    if (difference == shortest_) ++shortest_steps_;
  }
  if (value != std::floor(value)) whole_ = false;
  last_ = value;
  ++rows_;
}

bool TimesGuess::likely() const {
  return named_ || (numbers_ && rises_ && whole_ && rows_ >= 3 && 2 * shortest_steps_ >= rows_ - 1);
}

}  // namespace starling
