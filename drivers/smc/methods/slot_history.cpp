// Copying slices of device memory to host memory, and to columns of files.
#include "drivers/smc/methods/slot_history.hpp"

#include <algorithm>

#include "engine/failure.hpp"
#include "engine/population/records.hpp"

namespace starling::smc {

const SlotColumn& column_named(const std::vector<SlotColumn>& columns, const std::string& name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.name == name; });
  if (found == columns.end()) fail(ExitCode::bad_input, "the checkpoint has no column '{}' of this method", name);
  return *found;
}

void SlotHistory::append(const double* values, std::int64_t stride) {
  std::vector<double> slice;
  slice.reserve(components_ * slots_);
  for (int c = 0; c < components_; ++c) {
    const auto host = host_view(values + c * stride, slots_);
    slice.insert(slice.end(), host.data(), host.data() + slots_);
  }
  slices_.push_back(std::move(slice));
}

SlotColumn SlotHistory::column(const std::string& name) const {
  SlotColumn column{name, static_cast<int>(times()) * components_, {}};
  column.values.reserve(column.components * slots_);
  for (std::int64_t j = 0; j < slots_; ++j) {
    for (const std::vector<double>& slice : slices_)
      for (int c = 0; c < components_; ++c) column.values.push_back(slice[c * slots_ + j]);
  }
  return column;
}

void SlotHistory::save(const std::string& name, std::vector<SlotColumn>& columns) const {
  if (times() > 0) columns.push_back(column(name));
}

void SlotHistory::load(const std::string& name, const std::vector<SlotColumn>& columns, std::int64_t times) {
  slices_.assign(times, std::vector<double>(components_ * slots_));
  if (times == 0) return;
  const SlotColumn& column = column_named(columns, name);
  if (column.components != times * components_ ||
      static_cast<std::int64_t>(column.values.size()) != column.components * slots_) {
    fail(ExitCode::bad_input, "the checkpoint's column '{}' has {} components, but {} times of {} each are needed",
         name, column.components, times, components_);
  }
  for (std::int64_t j = 0; j < slots_; ++j) {
    for (std::int64_t t = 0; t < times; ++t)
      for (int c = 0; c < components_; ++c)
        slices_[t][c * slots_ + j] = column.values[j * column.components + t * components_ + c];
  }
}

}  // namespace starling::smc
