// A rank's rows of one per-particle dataset of a start file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/failure.hpp"
#include "engine/io/hdf5.hpp"
#include "engine/io/rows.hpp"

namespace starling {

/// This rank's `rows` of the dataset `name`, whose first axis is frames if `frame` is given, the next particles, and the
/// last, if there is one more, components, of which there are then `components`. Fails if it has another number of rows.
template <class T>
std::vector<T> read_rows(const hdf5::File& file, const std::string& name, std::optional<std::int64_t> frame,
                         const RowBlock& rows, int& components) {
  const auto dataset = file.open_dataset(name);
  const auto shape = file.shape(dataset);
  const std::size_t leading = frame ? 2 : 1;
  const std::int64_t axis_rows = shape.size() < leading ? -1 : static_cast<std::int64_t>(shape[leading - 1]);
  if (axis_rows != rows.total || shape.size() > leading + 1 || shape.back() == 0) {
    fail(ExitCode::bad_input, "'{}' of '{}' does not have a row for each of {} particles", name, file.path().string(),
         rows.total);
  }
  components = shape.size() > leading ? static_cast<int>(shape[leading]) : 1;
  hdf5::Selection selection{hdf5::Shape(shape.size(), 0), shape};
  if (frame) {
    selection.start[0] = static_cast<hsize_t>(*frame);
    selection.count[0] = 1;
  }
  selection.start[leading - 1] = static_cast<hsize_t>(rows.first);
  selection.count[leading - 1] = static_cast<hsize_t>(rows.count);
  std::vector<T> values(static_cast<std::size_t>(rows.count * components));
  file.read(dataset, hdf5::element_of<T>(), selection, values.data());
  return values;
}

}  // namespace starling
