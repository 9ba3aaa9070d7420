// Slices of device memory to host memory, and to columns of files.
#include "engine/run/row_history.hpp"

#include "engine/failure.hpp"
#include "engine/population/records.hpp"

namespace starling {

void RowHistory::append(const double* values, std::int64_t stride) {
  std::vector<double> slice;
  slice.reserve(components_ * rows_);
  for (int c = 0; c < components_; ++c) {
    const auto host = host_view(values + c * stride, rows_);
    slice.insert(slice.end(), host.data(), host.data() + rows_);
  }
  slices_.push_back(std::move(slice));
}

MemberColumn RowHistory::column(const std::string& name) const {
  MemberColumn column{name, static_cast<int>(times()) * components_, {}};
  column.values.reserve(column.components * rows_);
  for (std::int64_t j = 0; j < rows_; ++j) {
    for (const std::vector<double>& slice : slices_)
      for (int c = 0; c < components_; ++c) column.values.push_back(slice[c * rows_ + j]);
  }
  return column;
}

void RowHistory::save(const std::string& name, std::vector<MemberColumn>& columns) const {
  if (times() > 0) columns.push_back(column(name));
}

void RowHistory::load(const std::string& name, const std::vector<MemberColumn>& columns, std::int64_t times) {
  slices_.assign(times, std::vector<double>(components_ * rows_));
  if (times == 0) return;
  const MemberColumn& column = column_named(columns, name);
  if (column.components != times * components_ ||
      static_cast<std::int64_t>(column.values.size()) != column.components * rows_) {
    fail(ExitCode::bad_input, "the checkpoint's column '{}' has {} components, but {} times of {} each are needed",
         name, column.components, times, components_);
  }
  for (std::int64_t j = 0; j < rows_; ++j) {
    for (std::int64_t t = 0; t < times; ++t)
      for (int c = 0; c < components_; ++c)
        slices_[t][c * rows_ + j] = column.values[j * column.components + t * components_ + c];
  }
}

}  // namespace starling
