// Checks, standardises and arranges the data of regressions.
#include "engine/learning/regression_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "engine/failure.hpp"

namespace starling::learning {

namespace {

template <class Regression>
void check(const typename Regression::Parameters& parameters, const RegressionRows& rows, const std::string& section) {
  if (rows.empty()) fail(ExitCode::bad_input, "the data of {} '{}' have no rows", section, Regression::name);
  const std::size_t columns = rows.front().size();
  const auto coefficients = columns - 1 + static_cast<std::size_t>(parameters.intercept);
  if (columns < 1 || coefficients < 1 || coefficients > most_target_dimensions) {
    fail(
        ExitCode::bad_input,
        "{} '{}' takes 1 to {} coefficients; data with {} columns, the last of them the response, {} intercept give {}",
        section, Regression::name, most_target_dimensions, columns, parameters.intercept == 1.0 ? "and an" : "without",
        coefficients);
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row].size() != columns) {
      fail(ExitCode::bad_input, "row {} of the data has {} columns, the first has {}", row + 1, rows[row].size(),
           columns);
    }
    for (const double value : rows[row]) {
      if (!std::isfinite(value)) {
        fail(ExitCode::bad_input, "row {} of the data of {} '{}' has a value that is missing", row + 1, section,
             Regression::name);
      }
    }
    const double response = rows[row].back();
    if (std::is_same_v<Regression, GaussianRegression>) continue;
    if (response != 0.0 && response != 1.0) {
      fail(ExitCode::bad_input, "row {} of the data has the response {}: it must be 0 or 1", row + 1, response);
    }
  }
}

/// Shifts and scales a column to mean 0 and variance 1. What is left of a constant column is the rounding of its mean,
/// which scaling would make a second intercept: deviations up to n epsilon |mean| are none.
void standardise(RegressionRows& rows, std::size_t column, const std::string& section) {
  const auto count = static_cast<double>(rows.size());
  double sum = 0.0;
  for (const auto& row : rows) sum += row[column];
  const double mean = sum / count;
  double squares = 0.0;
  for (const auto& row : rows) squares += (row[column] - mean) * (row[column] - mean);
  const double deviation = std::sqrt(squares / count);
  const auto [least, most] = std::minmax_element(
      rows.begin(), rows.end(), [&](const auto& one, const auto& other) { return one[column] < other[column]; });
  const double rounding = count * std::numeric_limits<double>::epsilon() * std::abs(mean);
  if ((*least)[column] == (*most)[column] || !(deviation > rounding)) {
    const std::string key = section + ".standardise";
    fail_about(key,
               "feature {} of the data is the same in all rows, to rounding, so it cannot be standardised: leave it "
               "out, or set {} to 0",
               column + 1, key);
  }
  for (auto& row : rows) row[column] = (row[column] - mean) / deviation;
}

/// The rows, their features standardised where that is wanted.
template <class Regression>
RegressionRows checked(const typename Regression::Parameters& parameters, const RegressionRows& data,
                       const std::string& section) {
  check<Regression>(parameters, data, section);
  RegressionRows rows = data;
  if (parameters.standardise == 1.0) {
    for (std::size_t column = 0; column + 1 < rows.front().size(); ++column) standardise(rows, column, section);
  }
  return rows;
}

}  // namespace

std::vector<double> signed_features(const LogisticRegression::Parameters& parameters, const RegressionRows& data,
                                    const std::string& section) {
  std::vector<double> result;
  for (const auto& row : checked<LogisticRegression>(parameters, data, section)) {
    const double sign = row.back() == 1.0 ? -1.0 : 1.0;
    if (parameters.intercept == 1.0) result.push_back(sign);
    for (std::size_t column = 0; column + 1 < row.size(); ++column) result.push_back(sign * row[column]);
  }
  return result;
}

std::vector<double> kernel_rows(const GaussianRegression::Parameters& parameters, const RegressionRows& data,
                                const std::string& section) {
  std::vector<double> result;
  for (const auto& row : checked<GaussianRegression>(parameters, data, section)) {
    if (parameters.intercept == 1.0) result.push_back(1.0);
    result.insert(result.end(), row.begin(), row.end());
  }
  return result;
}

}  // namespace starling::learning
